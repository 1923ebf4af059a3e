package dev.peerscribe.sender;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What Chromium 156 encoded in several spatial layers, of which it sends the higher ones when it finds that there is room.
 *
 * @param pictures in the order of sending
 */
public record LayeredClip(List<Picture> pictures) {
    private static final Path FOLDER = Path.of("src", "test", "resources", "layers");

    /**
     * The layers of a picture that were sent, lowest first.
     *
     * @param timestamp in units of the codec's clock
     * @param key whether the lowest layer is a key frame
     */
    public record Picture(long timestamp, boolean key, List<Vp9Packetizer.Layer> layers) {}

    /** A clip by its codec and scalability mode (W3C, Scalable Video Coding Extension for WebRTC). */
    public static LayeredClip of(String name) {
        List<Picture> pictures = new ArrayList<>();
        try (DataInputStream file =
                new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(FOLDER.resolve(name + ".bin"))))) {
            while (file.available() > 0) {
                long timestamp = file.readInt() & 0xffffffffL;
                int index = file.readUnsignedByte();
                boolean key = file.readBoolean();
                boolean dependsOnLower = file.readBoolean();
                byte[] frame = file.readNBytes(file.readInt());
                if (pictures.isEmpty() || pictures.getLast().timestamp != timestamp) {
                    pictures.add(new Picture(timestamp, key, new ArrayList<>()));
                }
                pictures.getLast().layers.add(new Vp9Packetizer.Layer(frame, index, dependsOnLower));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new LayeredClip(pictures);
    }
}
