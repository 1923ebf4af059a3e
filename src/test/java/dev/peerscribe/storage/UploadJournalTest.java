package dev.peerscribe.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class UploadJournalTest {
    private static final String ID = "20260101-120000-aabbccdd";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @TempDir
    Path directory;

    @Test
    void whatWasWrittenIsReadAfterARestart() throws IOException {
        UploadEntry entry = entry().with("a-1.webm", file -> file.begun(new UploadEntry.Multipart("an id", 5 << 20)));
        journal().write(entry);

        assertThat(journal().read()).containsExactly(entry);
        assertThat(directory).isDirectoryContaining("glob:**/" + ID + ".json");

        journal().remove(ID);
        assertThat(journal().read()).isEmpty();
    }

    @Test
    void whatAnAgentWroteThatKnewOneStoreGoesThereStill() throws IOException {
        journal().write(entry());
        Path file = directory.resolve(ID + ".json");
        Files.writeString(file, Files.readString(file).replace("\"store\":\"archive\",", ""));

        assertThat(journal().read()).extracting(UploadEntry::store).containsExactly(Stores.DEFAULT);
    }

    @Test
    void whatWasUnderWayWaitsAgain() throws IOException {
        journal().write(entry().with(UploadState.RUNNING));

        assertThat(journal().read()).extracting(UploadEntry::state).containsExactly(UploadState.QUEUED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    "version":1 | "version":2
                    "upload":{ | "upload":null,"x":{
                    "recordingId":"20260101-120000-aabbccdd" | "recordingId":"../../etc"
                    "meetingId":"m" | "meetingId":null
                    "state":"QUEUED" | "state":"UPLOADED"
                    "state":"QUEUED" | "state":"NONE"
                    "createdAt":" | "createdAt":"x
                    "bucket":"recordings" | "bucket":"a/b"
                    "bucket":"recordings" | "bucket":null
                    "store":"archive" | "store":"../x"
                    "failures":0 | "failures":-1
                    "name":"a-1.webm" | "name":"../a-1.webm"
                    "name":"a-1.webm" | "name":null
                    "key":"p/a-1.webm" | "key":"p/b-1.webm"
                    "bytes":7 | "bytes":-7
                    "sha256":null | "sha256":"xyz"
                    "multipart":null | "multipart":{"uploadId":"","partBytes":1}
                    "multipart":null | "multipart":{"uploadId":"u","partBytes":0}
                    "multipart":null | "multipart":{"uploadId":null,"partBytes":5}
                    "files":[ | "files":[null,
                    "localCopy":true | "localCopy":false
                    """)
    void whatBreaksARuleIsCountedAndSetAside(String right, String wrong) throws IOException {
        journal().write(entry());
        Path file = directory.resolve(ID + ".json");
        String text = Files.readString(file);
        assertThat(text).contains(right);
        Files.writeString(file, text.replace(right, wrong));

        assertThat(journal().read()).isEmpty();
        assertThat(rejected()).isEqualTo(1);
        assertThat(file).doesNotExist();
        assertThat(directory.resolve(ID + ".json.rejected")).hasContent(text.replace(right, wrong));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{\"version\":1}", "\u0000\u0001", "{\"version\":1,\"upload\":[]}"})
    void whatIsNoJournalIsCountedAndSetAside(String content) throws IOException {
        Files.writeString(directory.resolve(ID + ".json"), content);

        assertThat(journal().read()).isEmpty();
        assertThat(rejected()).isEqualTo(1);
        journal().write(entry());
        assertThat(directory.resolve(ID + ".json.rejected")).hasContent(content);
        assertThat(journal().read()).containsExactly(entry());

        journal().remove(ID);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void linksFoldersAndHugeFilesAreNotRead(@TempDir Path elsewhere) throws IOException {
        journal().write(entry());
        Path real = Files.move(directory.resolve(ID + ".json"), elsewhere.resolve("real.json"));
        Files.createSymbolicLink(directory.resolve(ID + ".json"), real);
        Files.createDirectory(directory.resolve("folder.json"));
        Files.write(directory.resolve("huge.json"), new byte[5 << 20]);
        Files.writeString(directory.resolve("not ours.json"), "{}");

        assertThat(journal().read()).isEmpty();
        assertThat(rejected()).isEqualTo(3);
    }

    private UploadJournal journal() {
        return new UploadJournal(directory, JsonMapper.builder().build(), new StorageMetrics(meters));
    }

    private double rejected() {
        return meters.counter("peerscribe.storage.journals.rejected").count();
    }

    private static UploadEntry entry() {
        return new UploadEntry(
                ID,
                "m",
                "archive",
                UploadState.QUEUED,
                Instant.parse("2026-01-01T12:00:00Z"),
                null,
                "recordings",
                List.of(new UploadEntry.File("a-1.webm", "p/a-1.webm", 7, null, null, null)),
                0,
                null,
                null,
                true,
                false);
    }
}
