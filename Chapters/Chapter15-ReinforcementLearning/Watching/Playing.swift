import ChapterSupport
import Files
import Foundation
import Messages
import Reporting
import TensorCore

/// Games in the terminal, played by a person or by an agent.
enum Playing {
    /// Plays a game at its own speed until it ends or `q` is pressed; returns its score.
    ///
    /// - Parameter choose: the next action, from the game and the keys pressed since the last.
    @discardableResult
    static func show<G: Game>(
        _ game: G, title: Words, maxSteps: Int = 100_000, shouldStop: () -> Bool,
        choosing choose: (G, [UInt8]) -> Int
    ) throws -> Int {
        guard isatty(STDOUT_FILENO) == 1, let keyboard = Keyboard() else {
            throw FileError.unreadable(
                path: Words(en: "the terminal", zh: "终端").text,
                reason: Words(
                    en: "a game can be played and watched only in a terminal", zh: "游戏只能在终端里玩和观看"
                ).text)
        }
        // The alternate screen without a cursor; both are restored at the end.
        write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[2J")
        defer {
            write("\u{1B}[?25h\u{1B}[?1049l")
            keyboard.restore()
        }
        var game = game
        for _ in 0..<maxSteps where game.ending == nil && !shouldStop() {
            let watch = Stopwatch()
            let keys = keyboard.pressed()
            if keys.contains(UInt8(ascii: "q")) { break }
            _ = game.play(choose(game, keys))
            let (columns, rows) = terminalSize()
            let lines = TerminalPicture.lines(game.picture, columns: columns, rows: rows - 2)
            write(
                "\u{1B}[H" + lines.joined(separator: "\u{1B}[K\r\n") + "\u{1B}[K\r\n"
                    + "\(title)   \(game.score) \(G.scoreWords)   \(Words(en: "q ends", zh: "q：结束"))\u{1B}[K")
            let rest = G.secondsPerStep - watch.seconds
            if rest > 0 { Thread.sleep(forTimeInterval: rest) }
        }
        if game.ending != nil { Thread.sleep(forTimeInterval: 1) }
        return game.score
    }

    /// The action of the keys pressed: space or w flaps; in CartPole the left and right halves of the keyboard push.
    static func personAction<G: Game>(_ game: G, keys: [UInt8], last: Int) -> Int {
        if G.name == FlappyBird.name {
            return keys.contains { [32, 119, 65].contains($0) } ? 1 : 0
        }
        // Letters, or the last byte of an arrow's sequence.
        guard let key = keys.last(where: { [97, 104, 68, 100, 108, 67].contains($0) }) else { return last }
        return [97, 104, 68].contains(key) ? 0 : 1
    }

    /// Some frames of a game as an animation, every `step`-th, each half as wide and high.
    static func film<G: Game>(
        _ game: G, frames: Int, step: Int = 2, choosing choose: (G) -> Int
    ) -> Animation {
        var game = game
        var pictures = [halved(game.picture)]
        for frame in 1..<max(2, frames) where game.ending == nil {
            _ = game.play(choose(game))
            if frame % step == 0 { pictures.append(halved(game.picture)) }
        }
        return Animation(
            pictures, secondsPerFrame: max(0.02, G.secondsPerStep * Double(step)), pauseSeconds: 1)
    }

    /// Every second pixel of every second row.
    private static func halved(_ picture: Picture) -> Picture {
        let (width, height) = (picture.width / 2, picture.height / 2)
        let size = picture.format.rawValue
        var bytes: [UInt8] = []
        bytes.reserveCapacity(width * height * size)
        for row in 0..<height {
            for column in 0..<width {
                let offset = (2 * row * picture.width + 2 * column) * size
                bytes += picture.bytes[offset..<offset + size]
            }
        }
        return Picture(width: width, height: height, format: picture.format, bytes: bytes)
    }

    private static func write(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }
}
