package dev.peerscribe.recording;

import dev.peerscribe.codec.Codec;
import java.util.ArrayList;
import java.util.List;

/**
 * What is recorded, and how often.
 *
 * @param minutes that each recording lasts
 * @param callers in it
 * @param encoded whether frames come as their sender encoded them; else decoded
 * @param bitRate of pictures that come encoded
 * @param killed whether it does not end, but is found by the next process
 */
record StopOptions(
        int runs,
        int minutes,
        int callers,
        boolean encoded,
        Codec codec,
        RecordingFormat format,
        int width,
        int height,
        int bitRate,
        boolean killed) {
    private static final String USAGE = """
            stop [--runs 20] [--minutes 60] [--callers 1] [--engine passthrough] [--codec VP8] [--format AUTO]
                 [--size 1280x720] [--bit-rate 2000000] [--killed]""";

    static StopOptions parse(String... arguments) {
        int runs = 20;
        int minutes = 60;
        int callers = 1;
        boolean encoded = true;
        Codec codec = Codec.VP8;
        RecordingFormat format = RecordingFormat.AUTO;
        String size = "1280x720";
        int bitRate = 2_000_000;
        boolean killed = false;
        List<String> rest = new ArrayList<>(List.of(arguments));
        while (!rest.isEmpty()) {
            String option = rest.removeFirst();
            if (option.equals("--killed")) {
                killed = true;
                continue;
            }
            if (rest.isEmpty()) {
                throw new IllegalArgumentException(USAGE);
            }
            String value = rest.removeFirst();
            switch (option) {
                case "--runs" -> runs = Math.clamp(Integer.parseInt(value), 1, 1000);
                case "--minutes" -> minutes = Math.clamp(Integer.parseInt(value), 1, 600);
                case "--callers" -> callers = Math.clamp(Integer.parseInt(value), 1, 16);
                case "--engine" -> encoded = value.equals("passthrough");
                case "--codec" -> codec = Codec.valueOf(value);
                case "--format" -> format = RecordingFormat.valueOf(value);
                case "--size" -> size = value;
                case "--bit-rate" -> bitRate = Integer.parseInt(value);
                default -> throw new IllegalArgumentException(USAGE);
            }
        }
        String[] sides = size.split("x", 2);
        return new StopOptions(
                runs,
                minutes,
                callers,
                encoded,
                codec,
                format,
                Integer.parseInt(sides[0]),
                Integer.parseInt(sides[1]),
                bitRate,
                killed);
    }
}
