import Foundation
import Reporting
import TensorCore
import Testing

@testable import Chapter15

@Suite struct FlappyTests {
    private func far() -> FlappyBird { FlappyBird(pipes: [.init(x: 1000, gapTop: 150)], seed: 1) }

    @Test func fallsAndFlapsByHand() {
        var game = far()
        var heights: [Int] = []
        for _ in 0..<12 {
            #expect(game.play(0) == 0.1)
            heights.append(game.y)
        }
        // 244 + 1 + 2 + … + 10, then 10 a frame.
        #expect(heights == [245, 247, 250, 254, 259, 265, 272, 280, 289, 299, 309, 319])
        _ = game.play(1)
        #expect(game.y == 310 && game.velocity == -9)
        _ = game.play(0)
        #expect(game.y == 302 && game.velocity == -8)
    }

    @Test func theGroundEndsIt() {
        var game = far()
        var last: Float = 0
        for _ in 0..<100 where game.ending == nil { last = game.play(0) }
        #expect(game.ending == .over && last == -1 && game.y + 24 >= 403)
        let end = game.frames
        #expect(game.play(1) == 0 && game.frames == end)
    }

    @Test func theCeilingIsNoEnd() {
        var game = far()
        for _ in 0..<60 { _ = game.play(1) }
        #expect(game.y == 0 && game.ending == nil)
    }

    @Test func aPipeIsPassedOnceAndTouchedByItsEdge() {
        // The bird is at 57...91; a pipe whose middle it passes brings 1, once.
        var game = FlappyBird(pipes: [.init(x: 52, gapTop: 200)], seed: 1)
        var rewards: [Float] = []
        for _ in 0..<4 { rewards.append(game.play(0)) }
        #expect(rewards.filter { $0 == 1 }.count == 1 && game.score == 1)
        // At 244 the bird's upper edge is over a gap that begins at 260.
        var crash = FlappyBird(pipes: [.init(x: 94, gapTop: 260)], seed: 1)
        #expect(crash.play(0) == -1 && crash.ending == .over)
        var beside = FlappyBird(pipes: [.init(x: 96, gapTop: 260)], seed: 1)
        #expect(beside.play(0) == 0.1)
    }

    @Test func pipesComeEvery144PixelsOrSo() {
        var generator = RandomGenerator(seed: 3)
        var game = FlappyBird(using: &generator)
        #expect(game.pipes.map(\.x) == [288, 432])
        for _ in 0..<2000 where game.ending == nil { _ = game.play(game.baselineAction) }
        #expect(game.score > 3 && game.pipes.count <= 3)
        for (left, right) in zip(game.pipes, game.pipes.dropFirst()) {
            #expect((140...156).contains(right.x - left.x))
        }
        #expect(game.pipes.allSatisfy { (100...170).contains($0.gapTop) && $0.gapTop % 10 == 0 })
    }

    @Test func theSameSeedIsTheSameGame() {
        func game() -> FlappyBird {
            var generator = RandomGenerator(seed: 8)
            var game = FlappyBird(using: &generator)
            for _ in 0..<200 { _ = game.play(game.baselineAction) }
            return game
        }
        #expect(game().pipes == game().pipes && game().score == game().score)
    }

    @Test func featuresByHand() {
        let game = FlappyBird(pipes: [.init(x: 205, gapTop: 150), .init(x: 349, gapTop: 100)], seed: 1)
        // Middle of the bird at 256, of the gaps at 200 and 150.
        #expect(game.features.count == FlappyBird.featureCount)
        for (found, expected) in zip(game.features, [0.28, 0, 1, 0.56, 1.72, 1.06] as [Float]) {
            #expect(abs(found - expected) < 1e-5)
        }
    }

    @Test func theBaselinePassesPipesAndTheRandomPolicyDoesNot() {
        var generator = RandomGenerator(seed: 1)
        let baseline = playGames(FlappyBird.self, count: 20, maxSteps: 3000, seed: 1) {
            $0.map(\.game.baselineAction)
        }
        let random = playGames(FlappyBird.self, count: 20, maxSteps: 3000, seed: 1) {
            $0.map { _ in FlappyBird.randomAction(using: &generator) }
        }
        #expect(baseline.meanScore > 20 && random.meanScore < 1)
    }

    /// Each small pixel is what the rectangles are at its middle.
    @Test func theSmallPictureIsTheGame() {
        var game = FlappyBird(pipes: [.init(x: 61, gapTop: 130), .init(x: 205, gapTop: 100)], seed: 1)
        for _ in 0..<3 { _ = game.play(0) }
        let bytes = game.smallPicture
        var wrong = 0
        for row in 0..<80 {
            for column in 0..<80 {
                let (x, y) = ((Double(column) + 0.5) * 288 / 80, (Double(row) + 0.5) * 404 / 80)
                let isBird = x >= 57 && x < 91 && y >= Double(game.y) && y < Double(game.y + 24)
                let isPipe = game.pipes.contains {
                    x >= Double($0.x) && x < Double($0.x + 52)
                        && (y < Double($0.gapTop) || y >= Double($0.gapTop + 100))
                }
                if (bytes[row * 80 + column] == 255) != (isBird || isPipe) { wrong += 1 }
            }
        }
        #expect(wrong == 0)
    }

    @Test func aTerminalShowsTwoPixelsACharacter() {
        let picture = Picture(width: 2, height: 2, format: .gray, bytes: [0, 255, 10, 20])
        let lines = TerminalPicture.lines(picture, columns: 2, rows: 1)
        #expect(
            lines == [
                "\u{1B}[38;2;0;0;0m\u{1B}[48;2;10;10;10m▀\u{1B}[38;2;255;255;255m\u{1B}[48;2;20;20;20m▀\u{1B}[0m"
            ])
        // A tall picture keeps its shape.
        let tall = TerminalPicture.lines(far().picture, columns: 80, rows: 24)
        #expect(tall.count == 24)
        #expect(tall[0].filter { $0 == "▀" }.count == 27)
    }

    @Test func aFilmShowsTheGame() {
        // It flaps in every tenth frame; every second picture of the game, at half its size, is a frame of the film.
        let film = Playing.film(far(), frames: 40) { $0.frames % 10 == 0 ? 1 : 0 }
        var game = far()
        var pictures = [game.picture]
        for frame in 1..<40 {
            _ = game.play((frame - 1) % 10 == 0 ? 1 : 0)
            if frame % 2 == 0 { pictures.append(game.picture) }
        }
        #expect(game.ending == nil && film.frames.count == 20 && pictures.count == 20)
        for (shown, played) in zip(film.frames, pictures) {
            #expect(shown.width == 144 && shown.height == 256)
            let isSame = (0..<256).allSatisfy { row in
                (0..<144).allSatisfy { shown[row, $0] == played[2 * row, 2 * $0] }
            }
            #expect(isSame)
        }
        #expect(Set(pictures.map(\.bytes)).count > 10)
    }

    /// Every moment of a game can be one; what the rules never bring about cannot.
    @Test func whatPlayBringsAboutIsPossible() throws {
        var generator = RandomGenerator(seed: 5)
        for _ in 0..<20 {
            var (flappy, cart) = (FlappyBird(using: &generator), CartPole(using: &generator))
            for _ in 0..<400 {
                #expect(flappy.isPossible && cart.isPossible)
                _ = flappy.play(flappy.baselineAction)
                _ = cart.play(CartPole.randomAction(using: &generator))
            }
        }
        let text = String(decoding: try JSONEncoder().encode(FlappyBird(using: &generator)), as: UTF8.self)
        for (number, others) in [
            (#""y":244"#, [#""y":9223372036854775807"#, #""y":-1"#]),
            (#""score":0"#, [#""score":9223372036854775807"#, #""score":-1"#]),
            (#""x":432"#, [#""x":300"#, #""x":9223372036854775807"#, #""x":0"#]),
        ] {
            for other in others {
                let changed = text.replacingOccurrences(of: number, with: other)
                #expect(changed != text)
                let game = try JSONDecoder().decode(FlappyBird.self, from: Data(changed.utf8))
                #expect(!game.isPossible, "\(other)")
            }
        }
        #expect(!CartPole(from: .init(position: 1e300)).isPossible)
        #expect(!CartPole(from: .init(angle: .nan)).isPossible)
    }
}
