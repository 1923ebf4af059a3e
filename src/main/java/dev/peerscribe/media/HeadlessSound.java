package dev.peerscribe.media;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native factory with sound in both directions and no sound card.
 *
 * <p>The headless module has a thread that plays, which takes what was received out of libwebrtc, and one that records. As
 * soon as anything is sent libwebrtc has it record, and what it hands in comes beside what we push: libwebrtc takes sound
 * from one thread only and ends the process. So the two are told apart before the factory registers itself: a module that
 * plays already keeps its buffer without a destination, and the factory becomes known to the recording thread alone. That
 * one takes what was received out of it, as the playing thread would, and hands it to nobody.
 */
final class HeadlessSound {
    private static final Logger log = LoggerFactory.getLogger(HeadlessSound.class);

    private final HeadlessAudioDeviceModule module = new HeadlessAudioDeviceModule();
    private final PeerConnectionFactory factory;

    HeadlessSound() {
        module.initPlayout();
        module.startPlayout();
        factory = new PeerConnectionFactory(module);
        module.initRecording();
        module.startRecording();
    }

    PeerConnectionFactory factory() {
        return factory;
    }

    /**
     * Runs a step after which nobody may send any more: libwebrtc then ends the thread that all that is received depends on,
     * and it is begun again at once. One such step at a time, or it would be begun while it ends; so not after one that is
     * not waited for any longer either: the end of its connection, which has to follow, does that.
     */
    synchronized void keptRunning(NegotiationStep step) throws NegotiationException, InterruptedException {
        boolean goesOn = false;
        try {
            step.run();
        } catch (NegotiationException e) {
            goesOn = e.rule() == NegotiationRule.TIMEOUT;
            throw e;
        } catch (InterruptedException e) {
            goesOn = true;
            throw e;
        } finally {
            if (!goesOn) {
                record();
            }
        }
    }

    private void record() {
        try {
            module.startRecording();
        } catch (RuntimeException | Error e) { // the library throws Errors
            log.error("The engine's sound did not begin again: nothing is heard any more");
        }
    }

    /** Only after every connection was closed. */
    void close() {
        factory.dispose();
        module.dispose();
    }
}
