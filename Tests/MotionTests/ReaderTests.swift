import Files
import Foundation
import TensorCore
import TestSupport
import Testing

@testable import Motion

@Suite struct ReaderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private let bvh = biovisionSample

    private let asf = """
        # made by hand
        :version 1.10
        :units
          length 0.5
          angle deg
        :documentation
           begin anything
        :root
           order TX TY TZ RX RY RZ
           axis XYZ
           position 0 0 0
           orientation 0 0 0
        :bonedata
          begin
            id 1
            name thigh
            direction 0 -1 0
            length 1
            axis 0 0 0 XYZ
            dof rx rz
            limits (-160.0 20.0)
                   (-70.0 70.0)
          end
          begin
            name shin
            direction 0 -1 0
            length 2
            axis 0 0 90 XYZ
          end
        :hierarchy
          begin
            root thigh
            thigh shin
          end

        """

    private let amc = """
        #!OML:ASF
        :FULLY-SPECIFIED
        :DEGREES
        1
        root 1 2 3 0 0 0
        thigh 90 0
        2
        thigh 0 90
        root 0 0 0 0 90 0

        """

    private func readBVH(_ text: String) throws -> MotionClip {
        try MotionClip(contentsOfBVH: folder.write(text, to: "a.bvh"))
    }

    private func readASF(_ text: String) throws -> Skeleton {
        try Skeleton(contentsOfASF: folder.write(text, to: "a.asf"))
    }

    private func readAMC(_ text: String) throws -> MotionClip {
        try MotionClip(contentsOfAMC: folder.write(text, to: "a.amc"), skeleton: readASF(asf))
    }

    @Test func biovisionByHand() throws {
        let clip = try readBVH(bvh)
        #expect(clip.skeleton.joints.map(\.name) == ["hips", "left thigh"] && clip.frameTime == 0.0333333)
        let positions = clip.jointPositions()
        // The thigh's own turn does not move it; the hips', by 90° about z, carries it from below to the right.
        #expect(positions[0].isClose(to: NDArray(rows: [[0, 5, 0], [0, 3, 0]])))
        #expect(positions[1].isClose(to: NDArray(rows: [[1, 5, 0], [3, 5, 0]]), absoluteTolerance: 1e-6))
        // CRLF and blank lines change nothing.
        #expect(try readBVH(bvh.replacing("\n", with: "\r\n") + "\r\n") == clip)
    }

    @Test func whatOtherProgramsWriteIsRead() throws {
        let clip = try readBVH(bvh)
        for (from, to) in [
            ("Frames:\t2", "Frames:2"), ("Frames:\t2", "Frames : 2"), ("Frame Time:\t", "Frame Time:"),
            ("Frames:\t2", "Frames: 3"), ("Frames:\t2", "Frames: 1"), ("End Site", "End Site toe"),
            ("\n", "\r"),
        ] {
            #expect(bvh.contains(from))
            #expect(try readBVH(bvh.replacing(from, with: to)) == clip, "\(to)")
        }
        #expect(try readBVH(String(bvh.dropLast())) == clip)
        // A name in Latin-1, and a joint that has no line for its channels.
        let latin = Data(
            bvh.replacing("left thigh", with: "h\u{FC}fte").unicodeScalars.map { UInt8($0.value) })
        let file = folder.file("latin.bvh")
        try latin.write(to: URL(fileURLWithPath: file))
        #expect(try MotionClip(contentsOfBVH: file).skeleton.joints[1].name == "h\u{FC}fte")
        let still = try readBVH(
            "HIERARCHY\nROOT a\n{\nOFFSET 0 0 0\nCHANNELS 1 Xposition\nJOINT b\n{\nOFFSET 0 1 0\n"
                + "End Site\n{\nOFFSET 0 1 0\n}\n}\n}\nMOTION\nFrames: 1\nFrame Time: 0.1\n5\n")
        #expect(still.jointPositions()[0].isClose(to: NDArray(rows: [[5, 0, 0], [5, 1, 0]])))
    }

    @Test func acclaimByHand() throws {
        let clip = try readAMC(amc)
        #expect(clip.skeleton.joints.map(\.name) == ["root", "thigh", "shin"] && clip.frameTime == 1.0 / 120)
        let positions = clip.jointPositions()
        // Lengths are halves: 1 is 2, and 1 2 3 is 2 4 6. The thigh points backwards, the shin with it.
        let first = NDArray(rows: [[2, 4, 6], [2, 4, 4], [2, 4, 0]])
        #expect(positions[0].isClose(to: first, absoluteTolerance: 1e-5), "\(positions[0])")
        // About z by 90° it points along x, about y by 90° then along −z.
        let second = NDArray(rows: [[0, 0, 0], [0, 0, -2], [0, 0, -6]])
        #expect(positions[1].isClose(to: second, absoluteTolerance: 1e-5), "\(positions[1])")
        // Radians, and an end without a line break.
        let inRadians = amc.replacing(":DEGREES", with: ":RADIANS").replacing("90", with: "\(Double.pi / 2)")
        let turned = try readAMC(String(inRadians.dropLast()))
        #expect(turned.jointPositions().isClose(to: positions, absoluteTolerance: 1e-5))
    }

    @Test func bothFormatsDescribeOneMotion() throws {
        // The turns about x, y and z, x first, are those which Biovision lists as Z, Y, X.
        let (x, y, z) = (20.0, 35.0, 50.0)
        let biovision = try readBVH(
            """
            HIERARCHY
            ROOT root
            {
            OFFSET 0 0 0
            CHANNELS 6 Xposition Yposition Zposition Zrotation Yrotation Xrotation
            JOINT thigh
            {
            OFFSET 0 -2 0
            CHANNELS 0
            }
            }
            MOTION
            Frames: 1
            Frame Time: 0.008333333333333333
            1 2 3 \(z) \(y) \(x)

            """)
        let acclaim = try readAMC("1\nroot 0.5 1 1.5 \(x) \(y) \(z)\nthigh 0 0\n")
        #expect(
            acclaim.jointPositions()[0][0..<2].isClose(
                to: biovision.jointPositions()[0], absoluteTolerance: 1e-5))
    }

    @Test func everyPrefixIsRefused() throws {
        // The frames of a motion are those that there are, and the last number may lose digits.
        let frames = bvh.split(separator: "\n").suffix(2)
        for length in 0..<bvh.utf8.count {
            let text = String(decoding: bvh.utf8.prefix(length), as: UTF8.self)
            let rows = text.split(separator: "\n").dropFirst(bvh.split(separator: "\n").count - 2)
            if !rows.isEmpty, rows.last?.split(separator: " ").count == 9, !text.hasSuffix("-") {
                #expect(try readBVH(text).frameCount == rows.count, "\(text)")
            } else {
                #expect(throws: FileError.self, "\(length)") { try readBVH(text) }
            }
        }
        #expect(frames.count == 2)
        // All but the last line break is all.
        for length in 0..<asf.utf8.count - 1 {
            #expect(throws: FileError.self, "\(length)") {
                try readASF(String(decoding: asf.utf8.prefix(length), as: UTF8.self))
            }
        }
        // A motion says nowhere how long it is: it may end behind a frame, and a number may lose digits.
        let (firstFrame, lastNumber) = ("thigh 90 0", "root 0 0 0 0 90 ")
        for length in 0..<amc.utf8.count {
            let text = String(decoding: amc.utf8.prefix(length), as: UTF8.self)
            let line = text.split(separator: "\n").last.map(String.init) ?? ""
            if line == firstFrame || line.hasPrefix(lastNumber + "0") {
                #expect(try readAMC(text).frameCount == (line == firstFrame ? 1 : 2))
            } else {
                #expect(throws: FileError.self, "\(text)") { try readAMC(text) }
            }
        }
    }

    /// A file with something else in the place of a part of it.
    struct Broken: Sendable {
        let from: String
        let to: String
        let line: Int
        let words: String
    }

    @Test(arguments: [
        Broken(from: "Frames:\t2", to: "Frames:\t-2", line: 17, words: "“-2” frames"),
        Broken(from: "Frames:\t2", to: "Frames:\t0", line: 17, words: "“0” frames"),
        Broken(from: "Frames:\t2", to: "Frames:\t99999999999999999999", line: 17, words: "frames"),
        Broken(from: "Frames:\t2", to: "Framess:\t2", line: 17, words: "“Frames:” should stand"),
        Broken(from: "0.0333333", to: "0", line: 18, words: "a frame of 0.0 seconds"),
        Broken(from: "0.0333333", to: "nan", line: 18, words: "no number"),
        Broken(from: "0.0333333", to: "0x1p-5", line: 18, words: "no number"),
        Broken(from: "0 5 0 0 -0", to: "0 5 0 0", line: 19, words: "8 numbers in a frame, 9"),
        Broken(from: "0 5 0 0 -0", to: "0 5 0 0 0 0", line: 19, words: "10 numbers in a frame, 9"),
        Broken(from: "0 5 0 0 -0", to: "0 5 0 0 x", line: 19, words: "“x” is no number"),
        Broken(from: "0 5 0 0 -0", to: "0 5 0 0 1e999", line: 19, words: "too large"),
        Broken(from: "OFFSET 0 -2 0", to: "OFFSET 0 -2", line: 8, words: "“CHANNELS” is no number"),
        Broken(from: "CHANNELS 3", to: "CHANNELS 4", line: 10, words: "“End” is no channel"),
        Broken(from: "CHANNELS 3", to: "CHANNELS 9", line: 9, words: "a joint has 0 to 6"),
        Broken(from: "CHANNELS 3 Z", to: "CHANNELS 3 X", line: 9, words: "a channel twice"),
        Broken(from: "JOINT left thigh", to: "JOINT", line: 7, words: "without a name"),
        Broken(from: "MOTION", to: "ROOT", line: 16, words: "“MOTION” should stand"),
        Broken(from: "End Site", to: "End Sites", line: 10, words: "“Site” should stand"),
    ]) func brokenBiovision(_ broken: Broken) throws {
        expectError(broken, of: bvh) { _ = try readBVH($0) }
    }

    @Test(arguments: [
        Broken(from: "root thigh", to: "root thigh knee", line: 32, words: "no bone “knee”"),
        Broken(from: "thigh shin", to: "root shin thigh", line: 33, words: "hangs on two"),
        Broken(from: "thigh shin", to: "shin shin", line: 25, words: "does not hang on the root"),
        Broken(from: "length 2", to: "length -2", line: 27, words: "negative length"),
        Broken(from: "length 2", to: "lengths 2", line: 27, words: "no property of a bone"),
        Broken(from: "length 2", to: "length 2 3", line: 27, words: "too many values"),
        Broken(from: "name shin", to: "name thigh", line: 25, words: "a second bone"),
        Broken(from: "name shin", to: "", line: 26, words: "name of the bone comes first"),
        Broken(from: "direction 0 -1 0\n    length 1", to: "length 1", line: 22, words: "lacks direction"),
        Broken(from: "dof rx rz", to: "dof rx l", line: 20, words: "“l” is no turn"),
        Broken(from: "0 0 90 XYZ", to: "0 0 90 XYY", line: 28, words: "no order of axes"),
        Broken(from: "length 0.5", to: "length 0", line: 4, words: "unit of length"),
        Broken(from: "angle deg", to: "angle grad", line: 5, words: "deg and rad"),
        Broken(from: "order TX TY TZ RX RY RZ", to: "order TX TX", line: 9, words: "twice"),
        Broken(from: ":hierarchy", to: ":root", line: 30, words: "comes twice"),
    ]) func brokenSkeletons(_ broken: Broken) throws {
        expectError(broken, of: asf) { _ = try readASF($0) }
    }

    @Test(arguments: [
        Broken(from: "thigh 90 0", to: "thigh 90", line: 6, words: "1 numbers for thigh, 2"),
        Broken(from: "thigh 90 0\n", to: "", line: 6, words: "without the bone thigh"),
        Broken(from: "thigh 0 90", to: "root 0 0 0 0 90 0", line: 9, words: "root twice"),
        Broken(from: "thigh 0 90", to: "shin 0 90", line: 8, words: "“shin” is no bone"),
        Broken(from: "\n2\n", to: "\n4\n", line: 7, words: "the frame 4 after the frame 1"),
        Broken(from: "\n1\n", to: "\n-1\n", line: 4, words: "a frame number -1"),
        Broken(from: "\n1\n", to: "\n", line: 4, words: "before the first frame"),
        Broken(from: ":DEGREES", to: ":GRADS", line: 3, words: "are known"),
        Broken(from: "thigh 0 90", to: "thigh 0 inf", line: 8, words: "no number"),
    ]) func brokenMotions(_ broken: Broken) throws {
        expectError(broken, of: amc) { _ = try readAMC($0) }
    }

    private func expectError(_ broken: Broken, of text: String, _ read: (String) throws -> Void) {
        guard let range = text.range(of: broken.from) else {
            Issue.record("the file has no \(broken.from)")
            return
        }
        do {
            try read(text.replacingCharacters(in: range, with: broken.to))
            Issue.record("\(broken.to) was read")
        } catch FileError.malformed(_, let line, _, let reason) {
            #expect(line == broken.line && reason.contains(broken.words), "\(line ?? 0): \(reason)")
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test func bracketsWithoutEndAreNoStackAndNoMemory() {
        let deep = String(repeating: "JOINT a { OFFSET 0 0 0 CHANNELS 0 ", count: 5000)
        let text = "HIERARCHY ROOT a\n{ OFFSET 0 0 0 CHANNELS 0 " + deep.replacing("a {", with: "a\n{")
        #expect(throws: FileError.self) { try readBVH(text) }
    }
}
