package dev.peerscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.peerscribe.Witness.Captured;
import dev.peerscribe.Witness.Rate;
import dev.peerscribe.Witness.Sent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** What the README promises, done by real browsers with a known picture and sound, and by either engine. */
@Tag("whole-machine")
@Timeout(180)
@ParameterizedClass
@ValueSource(strings = {"webrtc", "passthrough"})
class MainJobIT {
    private static final Logger log = LoggerFactory.getLogger(MainJobIT.class);
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    /** What Chromium gives a picture of this size at most, unless told otherwise (bit/s). */
    private static final double MOST_OF_CHROMIUM = 1_700_000;

    private static final double GUEST_FRAMES_PER_SECOND = 30;
    /** What a listener does not notice, seconds. */
    private static final double IN_SYNC = 0.08;

    /** The pages of one test are closed at its end; they share nothing. */
    private static RealBrowser browser;

    @Parameter
    String engine = "";

    @TempDir
    Path folder;

    private RunningAgent agent;

    @BeforeAll
    static void launch(@TempDir Path clips) throws IOException {
        browser = RealBrowser.launch(FlashBeepClip.write(clips, WIDTH, HEIGHT));
        Files.createDirectories(SCREENSHOTS);
    }

    @AfterAll
    static void quit() {
        browser.close();
    }

    @BeforeEach
    void start() throws IOException {
        agent = RunningAgent.start(
                folder.resolve("recordings"),
                "--peerscribe.meeting.stop-recording-when-alone=1s",
                "--peerscribe.media.engine=" + engine);
    }

    @AfterEach
    void stop() {
        browser.closePages();
        agent.close();
    }

    @Test
    void aBrowserIsRecordedFrameByFrame() throws IOException {
        try (RealBrowser snowy = RealBrowser.launch(FlashBeepClip.snowing(folder, WIDTH, HEIGHT))) {
            Page page = join(snowy.open("about:blank"), "Ada");
            chatBothWays(page);
            page.waitForTimeout(TrueNumbers.orFewer(20_000, 13_000));
            screenshot(page, "recording");
            List<Rate> rates = Witness.of(page).rates();
            Sent sent = leave(page);

            assertFullRateWithinTenSeconds(rates);
            JsonNode recording = completeRecording();
            Captured captured = Witness.of(page).captured();
            assertThat(recording.get("files").size()).isEqualTo(1);
            assertRecorded(recording.get("files").get(0), sent, captured, WIDTH, HEIGHT);

            playInPage(page);
            screenshot(page, "playing");
            downloadInParts(recording);
            deleteInPage(page);
            assertThat(agent.get("/api/v1/recordings").findValuesAsString("state"))
                    .doesNotContain("COMPLETE");
        }
    }

    /** Small pictures: two pages that encode and two files that are encoded share the processor of a small machine. */
    @Test
    void twoBrowsersAtOnceGetAFileEach() throws IOException {
        try (RealBrowser small = RealBrowser.launch(FlashBeepClip.write(folder, WIDTH / 2, HEIGHT / 2))) {
            Page ada = join(small.open("about:blank"), "Ada");
            Page grace = join(small.open("about:blank"), "Grace");
            // Drawn without a graphics card, two previews would take the processor that the encoders need.
            List.of(ada, grace)
                    .forEach(page -> page.getByTestId("preview").evaluate("video => { video.hidden = true; }"));
            grace.waitForTimeout(12_000);
            screenshot(grace, "two-browsers");
            Sent sentByAda = leave(ada);
            Sent sentByGrace = leave(grace);

            JsonNode recording = completeRecording();
            assertThat(recording.get("files").size()).as(recording.toString()).isEqualTo(2);
            for (JsonNode file : recording.get("files")) {
                boolean isAda = file.get("peerName").asString().equals("Ada");
                assertRecorded(
                        file,
                        isAda ? sentByAda : sentByGrace,
                        Witness.of(isAda ? ada : grace).captured(),
                        WIDTH / 2,
                        HEIGHT / 2);
            }
        }
    }

    @Test
    void whateverCodecABrowserPrefersIsReceivedAndRecorded() throws IOException {
        List<String> codecs = List.of("VP9", "H264", "AV1");
        for (String codec : codecs) {
            Page page = browser.open("about:blank");
            page.addInitScript(Witness.preferring(codec));
            join(page, codec);
            await().atMost(Duration.ofSeconds(20)).until(() -> receivedCodecs().contains(codec));
            page.waitForTimeout(3000);
            leave(page);
            page.close();
        }
        for (String codec : codecs) {
            FlashesAndBeeps found = FlashesAndBeeps.of(path(fileOf(codec)));
            assertThat(found.probe().decodeErrors()).as(codec).isZero();
            assertThat(found.flashes()).as(codec).hasSizeGreaterThanOrEqualTo(2);
            assertThat(found.beeps()).as(codec).hasSizeGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void theDemoGuestIsInvitedByAButtonAndItsFlashesMeetItsBeeps() throws IOException {
        Page page = browser.open(agent.url("/").toString());
        page.getByTestId("invite").click();
        PlaywrightAssertions.assertThat(page.getByTestId("participant")).hasCount(2, within(15));
        await().atMost(Duration.ofSeconds(40)).until(() -> recordedSeconds() > 9);
        screenshot(page, "demo-guest");
        page.getByTestId("record-stop").click();

        JsonNode recording = completeRecording();
        JsonNode file = recording.get("files").get(0);
        FlashesAndBeeps found = FlashesAndBeeps.of(path(file));
        assertThat(found.probe().decodeErrors()).isZero();
        assertThat(found.probe().pictures()).hasSizeGreaterThan((int)
                (0.95 * GUEST_FRAMES_PER_SECOND * (found.probe().durationSeconds() - 1)));
        assertEveryEvent(found);
        log.info("the guest's sound is {} s after its picture", found.offset());
        assertThat(Math.abs(found.offset())).as("sound against picture").isLessThanOrEqualTo(IN_SYNC);
    }

    private Page join(Page page, String name) {
        page.addInitScript(Witness.script());
        page.navigate(agent.url("/").toString());
        page.getByTestId("name").fill(name);
        page.getByTestId("join").click();
        await().atMost(Duration.ofSeconds(20))
                .pollInSameThread()
                .until(() -> Witness.of(page).sent().frames() > 0);
        return page;
    }

    /** What had been sent when the page had left. */
    private static Sent leave(Page page) {
        page.getByTestId("leave").click();
        return Witness.of(page).sent();
    }

    private void chatBothWays(Page page) {
        page.getByTestId("chat-text").fill("Can you hear me?");
        page.getByTestId("chat-send").click();
        String chat = "/api/v1/meetings/" + agent.meeting() + "/chat";
        await().atMost(Duration.ofSeconds(5))
                .until(() -> agent.get(chat)
                        .get("messages")
                        .findValuesAsString("text")
                        .contains("Can you hear me?"));
        agent.post(chat, "{\"text\": \"Loud and clear\"}");
        PlaywrightAssertions.assertThat(page.getByTestId("chat")).containsText("Loud and clear");
    }

    private JsonNode completeRecording() {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> {
                            for (JsonNode recording : agent.get("/api/v1/recordings")) {
                                if (recording.get("state").asString().equals("COMPLETE")
                                        && !recording.get("files").isEmpty()) {
                                    return recording;
                                }
                            }
                            return null;
                        },
                        recording -> recording != null);
    }

    private List<String> receivedCodecs() {
        return agent.get("/api/v1/meetings").get(0).findValuesAsString("codec");
    }

    /** The file of a peer whose recording is complete. */
    private JsonNode fileOf(String name) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> {
                            for (JsonNode recording : agent.get("/api/v1/recordings")) {
                                for (JsonNode file : recording.get("files")) {
                                    if (recording.get("state").asString().equals("COMPLETE")
                                            && file.get("peerName").asString().equals(name)) {
                                        return file;
                                    }
                                }
                            }
                            return null;
                        },
                        file -> file != null);
    }

    private double recordedSeconds() {
        double longest = 0;
        for (JsonNode file : agent.get("/api/v1/recordings").get(0).get("files")) {
            longest = Math.max(longest, file.get("durationSeconds").asDouble());
        }
        return longest;
    }

    private Path path(JsonNode file) throws IOException {
        try (var files = Files.walk(folder.resolve("recordings"))) {
            return files.filter(path -> path.getFileName()
                            .toString()
                            .equals(file.get("name").asString()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void assertRecorded(JsonNode file, Sent sent, Captured captured, int width, int height) throws IOException {
        FlashesAndBeeps found = FlashesAndBeeps.of(path(file));
        assertThat(found.probe().decodeErrors()).as("decode errors").isZero();
        assertThat(found.probe().pictures())
                .as("frames; gaps: %s", found.probe().pictures().size() < sent.frames() ? gaps() : "")
                .hasSizeGreaterThanOrEqualTo((int) (sent.frames() * 95 / 100));
        assertThat(found.probe().pictures())
                .last()
                .satisfies(
                        last -> assertThat(List.of(last.width(), last.height())).isEqualTo(List.of(width, height)));
        assertThat(found.probe().durationSeconds())
                .as("duration")
                .isBetween(sent.seconds() - 0.3, sent.seconds() + 0.3);
        assertThat(found.missing(captured))
                .as("flashes and beeps captured, but not recorded")
                .isEmpty();
        double lateness = found.soundLateness(captured);
        log.info(
                "{} of {} frames, {} s of {} s, sound {} s later than captured",
                found.probe().pictures().size(),
                sent.frames(),
                found.probe().durationSeconds(),
                sent.seconds(),
                lateness);
        assertThat(Math.abs(lateness)).as("sound against picture").isLessThanOrEqualTo(IN_SYNC);
    }

    private JsonNode gaps() {
        return agent.get("/api/v1/recordings").get(0).get("gaps");
    }

    private static void assertFullRateWithinTenSeconds(List<Rate> rates) {
        Rate full = rates.stream()
                .filter(rate -> rate.target() >= 0.9 * MOST_OF_CHROMIUM)
                .findFirst()
                .orElseThrow(() -> new AssertionError("the full rate was never reached: " + rates));
        Rate last = rates.getLast();
        double sent = (last.sent() - full.sent()) / (last.seconds() - full.seconds());
        log.info("at the full rate after {} s, then {} kbit/s on average", full.seconds(), Math.round(sent / 1000));
        assertThat(full.seconds()).as("seconds to the full rate").isLessThanOrEqualTo(10);
        assertThat(sent).as("bits a second at the full rate").isGreaterThan(0.7 * MOST_OF_CHROMIUM);
    }

    private static void assertEveryEvent(FlashesAndBeeps found) {
        int seconds = (int) found.probe().durationSeconds();
        assertThat(found.flashes()).as("flashes").hasSizeBetween(seconds - 1, seconds + 1);
        assertThat(FlashesAndBeeps.longestPause(found.flashes()))
                .as("between flashes")
                .isLessThan(1.3);
        assertEveryBeep(found);
    }

    private static void assertEveryBeep(FlashesAndBeeps found) {
        int seconds = (int) found.probe().durationSeconds();
        assertThat(found.beeps()).as("beeps").hasSizeBetween(seconds - 1, seconds + 1);
        assertThat(FlashesAndBeeps.longestPause(found.beeps()))
                .as("between beeps")
                .isLessThan(1.3);
    }

    private static void playInPage(Page page) {
        page.getByTestId("recording-row").first().waitFor();
        page.getByTestId("recording-play").first().click();
        page.waitForFunction("() => document.querySelector('[data-testid=player-video]').currentTime > 1");
        Object facts = page.evaluate("""
                async () => {
                  const video = document.querySelector('[data-testid=player-video]');
                  const sought = new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }));
                  video.currentTime = 10;
                  await sought;
                  return [video.videoWidth, video.videoHeight, video.error === null, Math.abs(video.currentTime - 10) < 1];
                }""");
        assertThat(facts).isEqualTo(new ArrayList<>(List.of(WIDTH, HEIGHT, true, true)));
    }

    private void downloadInParts(JsonNode recording) throws IOException {
        JsonNode file = recording.get("files").get(0);
        String url = "/api/v1/recordings/%s/files/%s"
                .formatted(recording.get("id").asString(), file.get("name").asString());
        assertThat(agent.download(url).body()).isEqualTo(Files.readAllBytes(path(file)));
    }

    private static void deleteInPage(Page page) {
        page.getByTestId("player-close").click();
        int rows = page.getByTestId("recording-row").count();
        page.getByTestId("recording-delete").first().click();
        page.getByTestId("confirm-yes").click();
        PlaywrightAssertions.assertThat(page.getByTestId("recording-row")).hasCount(rows - 1, within(5));
    }

    private static LocatorAssertions.HasCountOptions within(int seconds) {
        return new LocatorAssertions.HasCountOptions().setTimeout(seconds * 1000.0);
    }

    private static void screenshot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(true));
    }
}
