import Testing

@testable import Pictures

@Suite struct PictureTests {
    @Test func numbersBecomeShadesBetweenTheEndsOfTheRange() {
        let values: [Float] = [-1, 0, 0.5, 1, 7, .nan]
        let gray = Picture(values, width: 3, height: 2)
        #expect(gray.format == .gray && gray.width == 3 && gray.height == 2)
        #expect(gray.bytes == [0, 0, 128, 255, 255, 128])
        #expect(Picture(values, width: 3, height: 2, colors: .ink).bytes == [255, 255, 127, 0, 0, 127])
        #expect(Picture(values, width: 3, height: 2, range: -1...1).bytes == [0, 128, 191, 255, 255, 128])
        #expect(Picture(values, width: 3, height: 2, range: nil).bytes[4] == 255)
        #expect(Picture([3, 3] as [Float], width: 2, height: 1, range: nil).bytes == [128, 128])
        let far: [Float] = [-3e38, 0, 3e38]
        #expect(Picture(far, width: 3, height: 1, range: nil).bytes == [0, 128, 255])
    }

    @Test func zeroIsWhiteWhereColorsDiverge() {
        let values: [Float] = [-2, 0, 2, -1, .nan, 4]
        let picture = Picture(values, width: 6, height: 1, range: -2...2, colors: .diverging)
        #expect(picture.format == .rgb)
        #expect(picture[0, 0] == ColorMap.low && picture[0, 2] == ColorMap.high)
        #expect(picture[0, 1] == .white && picture[0, 4] == .white && picture[0, 5] == ColorMap.high)
        #expect(picture[0, 3] == ColorMap.low.laid(over: .white, share: Float(63) / 127))
        // Its own range reaches as far below zero as above.
        let own = Picture([-1, 0, 4] as [Float], width: 3, height: 1, range: nil, colors: .diverging)
        #expect(own[0, 1] == .white && own[0, 2] == ColorMap.high)
        let zeros = Picture([0, 0] as [Float], width: 2, height: 1, range: nil, colors: .diverging)
        #expect(zeros[0, 0] == .white)
        let growing = Picture([0, 1] as [Float], width: 2, height: 1, colors: .sequential)
        #expect(growing[0, 0] == .white && growing[0, 1] == ColorMap.high)
    }

    @Test func planesAndPixels() {
        let planes: [Float] = [0, 1, 0.2, 0.4, 0.6, 0.8]
        let picture = Picture(planes: planes, width: 2, height: 1)
        #expect(picture.bytes == [0, 51, 153, 255, 102, 204])
        #expect(picture.planes == planes)
        #expect(
            Picture(planes: [1, 2, 3, 4, 5, 6] as [UInt8], width: 1, height: 2).bytes == [1, 3, 5, 2, 4, 6])
        #expect(Picture(planes: [9, 8] as [UInt8], width: 2, height: 1).format == .gray)
    }

    @Test func aBatchIsCutIntoPicturesWithOneRange() {
        let pictures = Picture.batch([0, 1, 2, 4], width: 2, height: 1, range: nil)
        #expect(pictures.map(\.bytes) == [[0, 64], [128, 255]])
        let colored = Picture.batch([0, 1, 0, 1, 0, 1], channels: 3, width: 1, height: 1)
        #expect(colored.map(\.bytes) == [[0, 255, 0], [255, 0, 255]])
    }

    @Test func scalingRepeatsPixels() {
        let picture = Picture(width: 2, height: 1, format: .rgb, bytes: [1, 2, 3, 4, 5, 6])
        let scaled = picture.scaled(by: 2)
        #expect(scaled.width == 4 && scaled.height == 2)
        let line: [UInt8] = [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]
        #expect(scaled.bytes == line + line)
        #expect(picture.scaled(by: 1) == picture)
    }

    @Test func whatIsNotOpaqueLiesOverTheBackground() {
        let picture = Picture(
            width: 3, height: 1, format: .rgba, bytes: [10, 20, 30, 255, 0, 0, 0, 0, 0, 0, 0, 51])
        #expect(picture.rgb().bytes == [10, 20, 30, 255, 255, 255, 204, 204, 204])
        #expect(picture.rgb(over: .black).bytes == [10, 20, 30, 0, 0, 0, 0, 0, 0])
        #expect(Picture(width: 1, height: 1, bytes: [7]).rgb().bytes == [7, 7, 7])
    }

    @Test func aGridHasGapsAroundEveryPicture() {
        let dot = Picture(width: 1, height: 1, bytes: [9])
        let grid = PictureGrid([dot, dot, dot], columns: 2)
        #expect(grid.rows.map(\.count) == [2, 1])
        let picture = grid.picture(gap: 1, background: PixelColor(gray: 5))
        #expect(picture.width == 5 && picture.height == 5 && picture.format == .gray)
        #expect(
            picture.bytes == [
                5, 5, 5, 5, 5,
                5, 9, 5, 9, 5,
                5, 5, 5, 5, 5,
                5, 9, 5, 5, 5,
                5, 5, 5, 5, 5,
            ])
        #expect(grid.picture(gap: 0).bytes == [9, 9, 9, 255])
        let mixed = PictureGrid(rows: [
            [dot, Picture(width: 3, height: 1, format: .rgb, bytes: Array(1...9))]
        ])
        let colored = mixed.picture(gap: 0)
        #expect(colored.format == .rgb && colored.width == 6)
        #expect(colored[0, 0] == .white && colored[0, 1] == PixelColor(gray: 9))
        #expect(colored[0, 3] == PixelColor(red: 1, green: 2, blue: 3))
    }

    @Test func mistakesInTheProgramStopIt() async {
        await #expect(processExitsWith: .failure) { _ = Picture(width: 0, height: 0, bytes: []) }
        await #expect(processExitsWith: .failure) { _ = Picture(width: 2, height: 2, bytes: [1, 2, 3]) }
        await #expect(processExitsWith: .failure) { _ = PictureGrid([], columns: 1).picture() }
        await #expect(processExitsWith: .failure) { _ = Animation([]) }
        await #expect(processExitsWith: .failure) {
            _ = PictureGrid([Picture(width: 1, height: 1, bytes: [1])], columns: 1, labels: ["a", "b"])
        }
    }
}
