import Foundation
import Pictures
import TestSupport
import Testing

@testable import Reporting

/// Animations in a browser: a slider, a button, and no motion that nobody asked for.
@Suite(.serialized) struct FilmTests {
    /// Frames of 9 × 7 pixels, each different in a few places; `colors` at most 256.
    private func frames(_ count: Int, colors: Int) -> [Picture] {
        var bytes = (0..<9 * 7).map { UInt8(($0 * 37) % colors) }
        return (0..<count).map { frame in
            for step in 0..<5 {
                bytes[(frame * 11 + step * 7) % bytes.count] = UInt8((frame * 53 + step) % colors)
            }
            return Picture(width: 9, height: 7, bytes: bytes)
        }
    }

    private func page(_ animations: [Animation]) throws -> (TemporaryFolder, String) {
        var report = Report(title: "Films")
        for animation in animations {
            report.animation(animation, scale: 3, description: "a film", caption: "It moves.")
        }
        let folder = try TemporaryFolder()
        return (folder, try folder.write(report.html(), to: "page.html"))
    }

    @Test(.enabled(if: Browser.installed != nil, Comment(rawValue: Browser.missing)))
    func everyFrameIsThatOfTheAnimation() throws {
        let browser = try #require(Browser.installed)
        // Two colours, many, and enough pixels to fill the table of strings several times.
        let noise = (0..<3).map { frame in
            Picture(
                width: 150, height: 120,
                bytes: (0..<150 * 120).map { UInt8(truncatingIfNeeded: ($0 &* $0 &* 31 &+ frame) >> 3) })
        }
        let films = [frames(12, colors: 2), frames(40, colors: 256), noise]
        let (folder, path) = try page(films.map { Animation($0, secondsPerFrame: 0.05, pauseSeconds: 1) })
        let visit = try browser.open(path, script: Self.script)
        withExtendedLifetime(folder) {}
        #expect(visit.console == [])
        let seen = try #require(visit.answers["frames"] as? [[String]])
        #expect(seen.map(\.count) == films.map(\.count))
        for (film, pictures) in zip(films, seen) {
            for (frame, text) in zip(film, pictures) {
                let isSame = Data(base64Encoded: text) == Data(frame.bytes)
                #expect(isSame)
            }
        }
        // At first the last frame, and nothing moves; the button plays once, from the beginning, and can be stopped.
        #expect(visit.answers["atFirst"] as? [String] == ["12 of 12", "40 of 40", "3 of 3"])
        #expect(visit.answers["later"] as? [String] == ["12 of 12", "40 of 40", "3 of 3"])
        #expect(visit.answers["played"] as? [String] == ["1 of 12", "12 of 12", "12 of 12"])
        let stopped = try #require(visit.answers["stopped"] as? [String])
        #expect(stopped[0] == stopped[1] && stopped[0] != "40 of 40" && stopped[0] != "1 of 40")
        #expect(visit.answers["hidden"] as? [Bool] == [true, true, true, true, true, true])
    }

    @Test func aPageWithoutScriptingKeepsThePicture() throws {
        let (folder, path) = try page([Animation(frames(3, colors: 4))])
        let html = try String(contentsOfFile: path, encoding: .utf8)
        withExtendedLifetime(folder) {}
        #expect(html.contains("class=\"pixels moving\"") && html.contains("class=\"pixels still\""))
        #expect(ParsedXML(html.replacingOccurrences(of: "<!DOCTYPE html>", with: "")) != nil)
        #expect(!Report(title: "No film").html().contains("unpack"))
    }

    private static let script = #"""
        if (document.readyState === "loading") await new Promise(ready => addEventListener("DOMContentLoaded", ready));
        const pause = milliseconds => new Promise(ready => setTimeout(ready, milliseconds));
        await pause(0);
        const films = [...document.querySelectorAll("figure.film")], text = film => film.querySelector("output").textContent;
        const atFirst = films.map(text), hidden = films.flatMap(film => [...film.querySelectorAll("img")]
          .map(image => getComputedStyle(image).display === "none"));
        await pause(3000);
        const later = films.map(text), frames = films.map(film => {
          const slider = film.querySelector("input"), canvas = film.querySelector("canvas"), seen = [];
          // Backwards, so that frames are made anew from the first.
          for (let frame = Number(slider.max); frame >= 0; frame--) {
            slider.value = frame;
            send(slider, "input");
            const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
            let reds = "";
            for (let at = 0; at < pixels.length; at += 4) reds += String.fromCharCode(pixels[at]);
            seen.unshift(btoa(reds));
          }
          return seen;
        });
        films[0].querySelector("input").value = 11;
        send(films[0].querySelector("input"), "input");
        films[0].querySelector("button").click();
        const played = [text(films[0])];
        await pause(2000);
        played.push(text(films[0]));
        await pause(3000);
        played.push(text(films[0]));
        films[1].querySelector("button").click();
        await pause(400);
        films[1].querySelector("button").click();
        const stopped = [text(films[1])];
        await pause(1000);
        stopped.push(text(films[1]));
        return {atFirst, later, frames, played, stopped, hidden};
        """#
}
