package dev.peerscribe.sender;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.recording.RecordedPackets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a sender sent, held against the file that was recorded of it, frame by frame and bit by bit. */
public record SentAgainstRecorded(Stream video, Stream audio) {
    /** A frame is looked for no further than this from where the one before it says it should be, nanoseconds. */
    private static final double REACH = 1e9;

    /**
     * One stream.
     *
     * @param sent frames that were sent whole, the first and the last one recorded and all between
     * @param recorded of these, those that are in the file bit for bit
     * @param foreign frames of the file that were not sent, or not at that time
     * @param before frames sent before the first recorded one
     * @param after frames sent after the last recorded one
     * @param longestHole between a frame in the file and the next, seconds
     * @param firstSentNanos when the first recorded frame was sent, by {@link System#nanoTime()}
     * @param lateness file time less capture time of each recorded frame, seconds, in order
     */
    public record Stream(
            int sent,
            int recorded,
            int foreign,
            int before,
            int after,
            double longestHole,
            long firstSentNanos,
            List<Double> lateness) {
        /** Share of the frames sent that were recorded, 0 to 1. */
        public double share() {
            return sent == 0 ? 0 : (double) recorded / sent;
        }

        /** The median of the lateness, which means nothing but against another stream's. */
        double medianLateness() {
            return median(lateness);
        }

        /** How far file time is from capture time at most, seconds, the median taken away. */
        public double unevenness() {
            double median = medianLateness();
            return lateness.stream()
                    .mapToDouble(each -> Math.abs(each - median))
                    .max()
                    .orElse(Double.NaN);
        }

        /** By how much frames of the last quarter are later than those of the first, seconds: drift. */
        public double drift() {
            int quarter = lateness.size() / 4;
            return median(lateness.subList(lateness.size() - quarter, lateness.size()))
                    - median(lateness.subList(0, quarter));
        }
    }

    /** Compares with what {@code sender} sent until now. */
    public static SentAgainstRecorded of(KnownSender sender, SenderClip clip, Path file) throws IOException {
        RecordedPackets recorded = RecordedPackets.of(file);
        return new SentAgainstRecorded(
                compare(sender.video().frames(), clip.video(), recorded.of(true), recorded.lengthPrefixed()),
                compare(sender.audio().frames(), clip.audio(), recorded.of(false), false));
    }

    /** How much later than the picture the sound is in the file, compared with how both were captured; seconds. */
    public double soundLateness() {
        return audio.medianLateness() - video.medianLateness();
    }

    static Stream compare(
            List<SentFrame> sent, Clip clip, List<RecordedPackets.Packet> packets, boolean lengthPrefixed) {
        Codec codec = clip.spec().codec();
        Map<String, List<SentFrame>> byContent = new HashMap<>();
        List<String> contents = clip.frames().stream()
                .map(frame -> FrameContent.ofClip(codec, frame.bytes()))
                .toList();
        Map<SentFrame, Integer> order = new HashMap<>();
        for (SentFrame frame : sent) {
            order.put(frame, order.size());
            byContent
                    .computeIfAbsent(contents.get(frame.clipFrame()), content -> new ArrayList<>())
                    .add(frame);
        }
        @Nullable SentFrame first = null;
        @Nullable SentFrame last = null;
        double lastSeconds = Double.NaN;
        double hole = 0;
        List<Double> lateness = new ArrayList<>();
        for (RecordedPackets.Packet packet : packets) {
            List<SentFrame> same =
                    byContent.getOrDefault(FrameContent.of(codec, packet.bytes(), lengthPrefixed), List.of());
            @Nullable
            SentFrame found = last == null ? earliest(same) : nearest(same, last, packet.seconds() - lastSeconds);
            if (found == null) {
                continue;
            }
            first = first == null ? found : first;
            hole = last == null ? 0 : Math.max(hole, packet.seconds() - lastSeconds);
            lateness.add(packet.seconds() - (found.capturedNanos() - first.capturedNanos()) / 1e9);
            last = found;
            lastSeconds = packet.seconds();
        }
        if (first == null || last == null) {
            return new Stream(0, 0, packets.size(), sent.size(), 0, Double.NaN, 0, List.of());
        }
        double origin = (first.capturedNanos() - sent.getFirst().capturedNanos()) / 1e9;
        int begin = order.getOrDefault(first, 0);
        int end = order.getOrDefault(last, 0);
        return new Stream(
                end - begin + 1,
                lateness.size(),
                packets.size() - lateness.size(),
                begin,
                sent.size() - 1 - end,
                hole,
                first.sentNanos(),
                lateness.stream().map(each -> each - origin).toList());
    }

    private static @Nullable SentFrame earliest(List<SentFrame> same) {
        return same.isEmpty() ? null : same.getFirst();
    }

    /** The frame after {@code last} that was captured closest to so many seconds after it; null where none is close. */
    private static @Nullable SentFrame nearest(List<SentFrame> same, SentFrame last, double secondsLater) {
        double expected = last.capturedNanos() + secondsLater * 1e9;
        @Nullable SentFrame nearest = null;
        double distance = REACH;
        for (SentFrame frame : same) {
            double away = Math.abs(frame.capturedNanos() - expected);
            if (frame.number() > last.number() && away < distance) {
                nearest = frame;
                distance = away;
            }
        }
        return nearest;
    }

    private static double median(List<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
