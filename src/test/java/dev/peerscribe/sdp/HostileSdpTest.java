package dev.peerscribe.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Descriptions that were tampered with, the same ones on every run. */
@Timeout(60)
class HostileSdpTest {
    private static final int DESCRIPTIONS = 100_000;
    private static final List<String> PIECES = List.of(
            "",
            " ",
            "0",
            "-1",
            "9",
            "65536",
            "4294967296",
            "99999999999999999999",
            "%n",
            "é",
            "\u0000",
            "\t",
            ";",
            "=",
            ":",
            "/",
            ",",
            "~",
            "*",
            "a=",
            "m=audio 0 RTP/AVP 0",
            "a=mid:0",
            "a=rid:a send",
            "a=simulcast:send a;b",
            "a=group:BUNDLE 0 1",
            "a=bundle-only",
            "a=rtcp-fb:* nack",
            "a=fmtp:96 apt=96",
            "a=rtpmap:96 rtx/90000");

    private final Random random = new Random(20_260_801);

    @Test
    void whateverComesIsRefusedByARuleOrAnswered() throws Exception {
        List<List<String>> samples = new ArrayList<>();
        for (String sample : SampleSdp.ALL) {
            samples.add(SampleSdp.read(sample).lines().toList());
        }
        samples.add(SampleSdp.SMALL.lines().toList());
        samples.add(
                new SdpNegotiation(1).offer(TestTransport.generation(1)).lines().toList());
        int answered = 0;
        for (int i = 0; i < DESCRIPTIONS; i++) {
            // most of them short, so that all take a few seconds
            List<String> sample = samples.get(i % 32 == 0 ? random.nextInt(samples.size()) : samples.size() - 2);
            String text = mutated(sample);
            answered += isAnswered(text) ? 1 : 0;
            if (i % 20 == 1 || i % 640 == 0) {
                OfferFuzz.check(text);
            }
        }
        assertThat(answered).as("some pass the parser").isBetween(DESCRIPTIONS / 20, DESCRIPTIONS * 19 / 20);
    }

    private static boolean isAnswered(String text) {
        SdpNegotiation negotiation = new SdpNegotiation(1);
        try {
            negotiation.read(text);
            negotiation.answer(TestTransport.generation(1));
            return true;
        } catch (SdpException e) {
            return false;
        }
    }

    private String mutated(List<String> sample) {
        List<String> lines = new ArrayList<>(sample);
        for (int change = random.nextInt(1, 5); change > 0; change--) {
            int at = random.nextInt(lines.size());
            String piece = PIECES.get(random.nextInt(PIECES.size()));
            switch (random.nextInt(6)) {
                case 0 -> lines.remove(at);
                case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
                case 2 -> lines.add(at, piece);
                case 3 -> lines.set(at, inserted(lines.get(at), piece));
                case 4 ->
                    lines.set(
                            at,
                            lines.get(at)
                                    .substring(0, random.nextInt(lines.get(at).length() + 1)));
                default -> lines.set(at, word(lines.get(at), piece));
            }
            if (lines.isEmpty()) {
                lines.add(piece);
            }
        }
        return String.join("\r\n", lines);
    }

    private String inserted(String line, String piece) {
        int at = random.nextInt(line.length() + 1);
        return line.substring(0, at) + piece + line.substring(at);
    }

    private String word(String line, String piece) {
        String[] words = line.split("(?<=[ :;=/])");
        words[random.nextInt(words.length)] = piece;
        return String.join("", words);
    }
}
