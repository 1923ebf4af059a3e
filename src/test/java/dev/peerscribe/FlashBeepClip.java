package dev.peerscribe;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Known picture and sound for a browser's fake camera and microphone: a bar that moves a step a frame, with a white
 * flash and a 1 kHz beep in the first 100 ms of every second. The browser plays both files over and over.
 *
 * @param video YUV4MPEG2, 4:2:0
 * @param audio WAV, 48 kHz, mono, 16 bit
 */
record FlashBeepClip(Path video, Path audio) {
    static final int FRAMES_PER_SECOND = 30;
    private static final int SECONDS = 2;
    private static final int SAMPLE_RATE = 48_000;

    static FlashBeepClip write(Path directory, int width, int height) throws IOException {
        return write(directory, width, height, height);
    }

    /** One in which it snows at the bottom, which takes all the bits that an encoder may use. */
    static FlashBeepClip snowing(Path directory, int width, int height) throws IOException {
        return write(directory, width, height, height * 3 / 4);
    }

    private static FlashBeepClip write(Path directory, int width, int height, int snow) throws IOException {
        FlashBeepClip clip =
                new FlashBeepClip(directory.resolve("clip-" + height + ".y4m"), directory.resolve("clip.wav"));
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(clip.video))) {
            out.write("YUV4MPEG2 W%d H%d F%d:1 Ip A1:1 C420jpeg\n"
                    .formatted(width, height, FRAMES_PER_SECOND)
                    .getBytes(StandardCharsets.US_ASCII));
            for (int frame = 0; frame < SECONDS * FRAMES_PER_SECOND; frame++) {
                out.write("FRAME\n".getBytes(StandardCharsets.US_ASCII));
                out.write(picture(frame, width, height, snow));
            }
        }
        Files.write(clip.audio, sound());
        return clip;
    }

    private static byte[] picture(int frame, int width, int height, int snow) {
        byte[] i420 = new byte[width * height * 3 / 2];
        boolean flash = frame % FRAMES_PER_SECOND < FRAMES_PER_SECOND / 10;
        int bar = frame * width / (SECONDS * FRAMES_PER_SECOND);
        Random random = new Random(frame);
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                boolean inBar = column >= bar && column < bar + width / 16;
                int dark = row >= snow ? 16 + random.nextInt(100) : inBar ? 120 : 30 + 40 * row / height;
                i420[row * width + column] = (byte) (flash ? 235 : dark);
            }
        }
        java.util.Arrays.fill(i420, width * height, i420.length, (byte) 128);
        return i420;
    }

    private static byte[] sound() {
        int samples = SECONDS * SAMPLE_RATE;
        ByteBuffer wav = ByteBuffer.allocate(44 + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 2 * samples);
        wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        wav.putShort((short) 1).putShort((short) 1).putInt(SAMPLE_RATE).putInt(2 * SAMPLE_RATE);
        wav.putShort((short) 2).putShort((short) 16);
        wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * samples);
        for (int sample = 0; sample < samples; sample++) {
            boolean beep = sample % SAMPLE_RATE < SAMPLE_RATE / 10;
            wav.putShort((short) (beep ? 16_000 * Math.sin(2 * Math.PI * 1000 * sample / SAMPLE_RATE) : 0));
        }
        return wav.array();
    }
}
