package dev.peerscribe.manifest;

import dev.peerscribe.recording.FileSeal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The folder of a recording, looked at without following a symbolic link in it. */
record Folder(Path path) {
    /** What is in it besides what a manifest lists. */
    static final Set<String> OWN = Set.of(ManifestJws.NAME, "recording.json", Logbook.NAME);

    /** More entries are not looked at. */
    static final int MOST_ENTRIES = 100_000;

    boolean isThere() {
        return Files.isDirectory(path);
    }

    boolean has(String name) {
        return Files.exists(path.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    boolean isFile(String name) {
        return Files.isRegularFile(path.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    long size(String name) throws IOException {
        return Files.size(path.resolve(name));
    }

    String sha256(String name) throws IOException {
        return FileSeal.sha256(path.resolve(name));
    }

    /** The text of the manifest. */
    String manifest() throws IOException, InvalidManifestException {
        if (!isFile(ManifestJws.NAME)) {
            throw new InvalidManifestException(ManifestJws.NAME, "must be a regular file");
        }
        try (InputStream in = Channels.newInputStream(Files.newByteChannel(
                path.resolve(ManifestJws.NAME), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)))) {
            byte[] text = in.readNBytes(ManifestJws.LARGEST + 1);
            if (text.length > ManifestJws.LARGEST) {
                throw new InvalidManifestException(
                        ManifestJws.NAME, "must not be larger than " + ManifestJws.LARGEST + " bytes");
            }
            return new String(text, StandardCharsets.ISO_8859_1);
        }
    }

    /** The names of its entries, but for {@link #OWN}; the first {@link #MOST_ENTRIES}. */
    List<String> others() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (!OWN.contains(name) && names.size() < MOST_ENTRIES) {
                    names.add(name);
                }
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        names.sort(null);
        return names;
    }
}
