package dev.peerscribe.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peerscribe.recording.FileSeal;
import dev.peerscribe.storage.Pieces.Proof;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PiecesTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"0,1", "1,1", "999,1", "1000,1", "1001,2", "2000,2", "200000,200"})
    void piecesAreTheFileFromBeginningToEnd(int bytes, int count) throws Exception {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        Path file = Files.write(directory.resolve("file"), content);

        Pieces pieces = Pieces.of(file, 1000);

        assertThat(pieces.list()).hasSize(count);
        assertThat(pieces.bytes()).isEqualTo(bytes);
        assertThat(pieces.sha256()).isEqualTo(FileSeal.sha256(content));
        int at = 0;
        for (Piece piece : pieces.list()) {
            try (InputStream in = piece.open()) {
                byte[] read = in.readAllBytes();
                assertThat(read).isEqualTo(Arrays.copyOfRange(content, at, at + (int) piece.bytes()));
                assertThat(HexFormat.of().formatHex(piece.sha256())).isEqualTo(FileSeal.sha256(read));
            }
            at += (int) piece.bytes();
        }
        assertThat(at).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"0,5,5", "50000,5,5", "50001,5,1048576", "10485760001,5,2097152", "104857600000,16777216,16777216"})
    void noFileHasMorePartsThanAStoreTakes(long bytes, long wanted, long size) {
        assertThat(Pieces.size(bytes, wanted)).isEqualTo(size);
        assertThat((bytes + size - 1) / size).isLessThanOrEqualTo(10_000);
    }

    @Test
    void checksumsProveAnObjectOrRefuteItAndOtherTagsSayNothing() throws Exception {
        byte[] content = new byte[1500];
        Pieces two = Pieces.of(Files.write(directory.resolve("two"), content), 1000);
        Pieces one = Pieces.of(directory.resolve("two"), 2000);
        String md5 = HexFormat.of().formatHex(one.list().getFirst().md5());
        String sha256 = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(one.sha256()));

        assertThat(one.proof(new ObjectStore.Stat(1500, md5, null, null))).isEqualTo(Proof.SAME);
        assertThat(one.proof(new ObjectStore.Stat(1500, null, sha256, null))).isEqualTo(Proof.SAME);
        assertThat(two.proof(new ObjectStore.Stat(1500, null, sha256, null))).isEqualTo(Proof.SAME);
        assertThat(one.proof(new ObjectStore.Stat(1500, md5, "other", null))).isEqualTo(Proof.OTHER);
        assertThat(two.proof(new ObjectStore.Stat(1500, null, "other-2", null))).isEqualTo(Proof.OTHER);
        assertThat(one.proof(new ObjectStore.Stat(1499, md5, null, null))).isEqualTo(Proof.OTHER);
        assertThat(two.proof(new ObjectStore.Stat(1500, md5, null, null))).isEqualTo(Proof.NONE);
        assertThat(one.proof(new ObjectStore.Stat(1500, "opaque", null, null))).isEqualTo(Proof.NONE);
        assertThat(two.proof(new ObjectStore.Stat(1500, null, "of three parts-3", null)))
                .isEqualTo(Proof.NONE);
    }

    @Test
    void whatIsNotThereOrOnlyALinkIsOurTrouble() throws Exception {
        Path link = Files.createSymbolicLink(
                directory.resolve("link"), Files.writeString(directory.resolve("target"), "secret"));

        assertThatThrownBy(() -> Pieces.of(link, 1000))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(StorageCause.FILE));
        assertThatThrownBy(() -> Pieces.of(directory.resolve("none"), 1000))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(StorageCause.FILE));
    }
}
