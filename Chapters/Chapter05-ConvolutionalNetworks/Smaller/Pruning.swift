import ChapterSupport
import DigitRecognition
import Images
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// The shares of single weights that are pruned.
private let prunedShares = [0.8, 0.95]

/// The share of the channels that stays where whole channels are pruned: 6 of 16 and 12 of 32, which are whole tiles of the kernel.
private let keptShare = 0.375

extension SmallerNetworks {
    /// Prunes the strong network of a draw, single weights and whole channels, and fine-tunes what is left.
    ///
    /// - Returns: whether it came to its end; false where the run was stopped meanwhile.
    mutating func prune(_ strong: Sequential, _ draw: Int, _ run: ChapterRun) throws -> Bool {
        let seed = run.seed &+ UInt64(draw)
        var generator = RandomGenerator(seed: seed)
        let epochs = NetworkKind.strong.epochs(run)
        for share in prunedShares {
            let shown = formatPercent(share, decimals: 0)
            let percent = Int(share * 100)
            let title = Words(en: "\(shown) of the weights pruned", zh: "剪去 \(shown) 的权重")
            let network = strong.copied(using: &generator)
            let mask = PruningMask(pruning: share, of: network)
            let done = try fineTune(
                network, mask: mask, on: data, epochs: max(1, epochs / 2), seed: seed,
                run.training("weights-\(percent)-\(draw)", title: title))
            guard done else { return false }
            let path = run.outputPath("weights-\(percent).safetensors")
            try SparseFile.write(network, to: path)
            let stored = strong.copied(using: &generator)
            try SparseFile.read(path, into: stored)
            try add("weights_\(percent)", title, stored, file: path)
        }
        let title = Words(en: "five eighths of the channels pruned", zh: "剪去八分之五的通道")
        let network = strong.keepingChannels(keptShare, using: &generator)
        let done = try fineTune(
            network, on: data, epochs: epochs, seed: seed, run.training("channels-\(draw)", title: title))
        guard done else { return false }
        let path = run.outputPath("channels.safetensors")
        try Checkpoint(model: network, epoch: 0).save(to: path)
        try add("channels", title, network, file: path)
        return true
    }
}
