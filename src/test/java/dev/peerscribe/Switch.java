package dev.peerscribe;

import com.microsoft.playwright.Page;
import java.util.List;

/** A change that people make in a call, made for some seconds and then taken back; see {@code browser/switches.js}. */
enum Switch {
    HALF_SIZE("halfSize", false, false),
    SOUND_DISABLED("soundDisabled", true, false),
    OTHER_CAMERA("otherCamera", false, false),
    PAUSED("paused", true, true),
    SMALL_CAPTURE("smallCapture", false, false),
    PICTURE_REMOVED("pictureRemoved", false, true),
    OTHER_MICROPHONE("otherMicrophone", false, false),
    SOUND_REMOVED("soundRemoved", true, false),
    SMALL_CAMERA("smallCamera", false, false),
    PICTURE_DISABLED("pictureDisabled", false, true);

    /** A flash or a beep, seconds. */
    private static final double EVENT = 0.1;

    /** What may be on its way to the recorder when something ends, seconds. */
    private static final double ON_ITS_WAY = 0.3;

    private final String script;
    private final boolean hidesSound;
    private final boolean hidesPictures;

    Switch(String script, boolean hidesSound, boolean hidesPictures) {
        this.script = script;
        this.hidesSound = hidesSound;
        this.hidesPictures = hidesPictures;
    }

    /**
     * One that was made.
     *
     * @param from in seconds since the page's first connection, as is {@code to}
     */
    record Made(Switch what, double from, double to) {
        /** Whether it is one of the whole recording, not only of the page that made it. */
        boolean isOfAll() {
            return what == PAUSED;
        }

        /** The same by another page's clock, which is so much ahead. */
        Made by(double ahead) {
            return new Made(what, from + ahead, to + ahead);
        }

        boolean hidesFlash(double at) {
            return what.hidesPictures && over(at);
        }

        boolean hidesBeep(double at) {
            return what.hidesSound && over(at);
        }

        private boolean over(double at) {
            return at > from - EVENT - ON_ITS_WAY && at < to;
        }
    }

    /** Makes it in a page that runs the script, and takes it back after so long. */
    Made make(Page page, double seconds) {
        List<?> times = (List<?>)
                page.evaluate("([script, seconds]) => window.switches[script](seconds)", List.of(script, seconds));
        return new Made(this, ((Number) times.getFirst()).doubleValue(), ((Number) times.getLast()).doubleValue());
    }

    /** What should be missing from the recording for it, in words; empty where nothing. */
    String hidden() {
        return hidesSound && hidesPictures ? "both" : hidesSound ? "sound" : hidesPictures ? "pictures" : "";
    }
}
