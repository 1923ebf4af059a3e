package dev.peerscribe.relay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A folder of an HLS output. */
final class HlsFolder {
    static final String PLAYLIST = "index.m3u8";
    static final String SEGMENT = ".ts";

    /** What an output writes; nothing else is ever touched. */
    private static final Pattern OURS = Pattern.compile("index\\.m3u8(?:\\.tmp)?|[0-9]{6,}\\.ts(?:\\.tmp)?");

    private HlsFolder() {}

    /** Makes the folder where it is not there, and removes what an earlier output left in it. */
    static Path prepare(Path directory, String name) throws RelayFailure {
        Path folder = directory.resolve(name);
        try {
            Files.createDirectories(directory);
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(folder);
            }
            List<Path> left;
            try (Stream<Path> files = Files.list(folder)) {
                left = files.filter(file ->
                                OURS.matcher(file.getFileName().toString()).matches())
                        .toList();
            }
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new RelayFailure(RelayCause.DISK, e.getClass().getSimpleName());
        }
        return folder;
    }
}
