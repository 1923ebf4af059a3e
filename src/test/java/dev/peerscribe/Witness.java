package dev.peerscribe;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a browser itself says of what it captured and sent; see {@code browser/witness.js}. */
final class Witness {
    private final Page page;

    /**
     * What the page's peer connections sent until now, or until they were closed.
     *
     * @param seconds how much sound was sent
     */
    record Sent(long frames, int width, int height, double seconds) {}

    /**
     * When the page's camera flashed and its microphone beeped, in seconds since the first connection.
     *
     * @param zero when that was connected, in seconds since the epoch
     * @param seconds how long it has been, or was
     */
    record Captured(double zero, double seconds, List<Double> flashes, List<Double> beeps) {}

    /**
     * How fast the page might send pictures, and did.
     *
     * @param seconds since the first connection
     * @param target what its estimate of the path lets the encoder use (bit/s)
     * @param sent all that was sent until then (bits)
     */
    record Rate(double seconds, double target, double sent) {}

    private Witness(Page page) {
        this.page = page;
    }

    /** The script to be run in a page before its own. */
    static String script() {
        return script("witness.js");
    }

    /** A script of those that tests run in pages. */
    static String script(String name) {
        try (InputStream script = Witness.class.getResourceAsStream("/browser/" + name)) {
            return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A script by which every video track of a page is offered with this codec first. */
    static String preferring(String codec) {
        return """
                const addTrack = RTCPeerConnection.prototype.addTrack;
                RTCPeerConnection.prototype.addTrack = function (track, ...streams) {
                  const sender = addTrack.call(this, track, ...streams);
                  if (track.kind === 'video') {
                    const { codecs } = RTCRtpSender.getCapabilities('video');
                    const preferred = codecs.filter((codec) => codec.mimeType === 'video/%s');
                    const transceiver = this.getTransceivers().find((each) => each.sender === sender);
                    transceiver.setCodecPreferences([...preferred, ...codecs.filter((codec) => !preferred.includes(codec))]);
                  }
                  return sender;
                };""".formatted(codec);
    }

    static Witness of(Page page) {
        return new Witness(page);
    }

    Sent sent() {
        Map<?, ?> sent = (Map<?, ?>) page.evaluate("() => window.witness.sent()");
        return new Sent(
                number(sent, "frames").longValue(),
                number(sent, "width").intValue(),
                number(sent, "height").intValue(),
                number(sent, "seconds").doubleValue());
    }

    /** When the camera flashed and the microphone beeped until now. */
    Captured captured() {
        Map<?, ?> captured = (Map<?, ?>) page.evaluate("() => window.witness.captured()");
        return new Captured(
                number(captured, "zero").doubleValue(),
                number(captured, "seconds").doubleValue(),
                times(captured, "flashes"),
                times(captured, "beeps"));
    }

    /** How fast pictures were sent until now, twice a second. */
    List<Rate> rates() {
        return ((List<?>) page.evaluate("() => window.witness.rates()"))
                .stream()
                        .map(rate -> ((List<?>) rate)
                                .stream()
                                        .mapToDouble(number -> ((Number) number).doubleValue())
                                        .toArray())
                        .map(numbers -> new Rate(numbers[0], numbers[1], numbers[2]))
                        .toList();
    }

    private static List<Double> times(Map<?, ?> map, String key) {
        return ((List<?>) Objects.requireNonNull(map.get(key)))
                .stream().map(time -> ((Number) time).doubleValue()).toList();
    }

    private static Number number(Map<?, ?> map, String key) {
        return (Number) Objects.requireNonNull(map.get(key));
    }
}
