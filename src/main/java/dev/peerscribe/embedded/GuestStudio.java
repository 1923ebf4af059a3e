package dev.peerscribe.embedded;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.media.audio.AudioDeviceModule;
import dev.onvoid.webrtc.media.audio.AudioLayer;
import org.jspecify.annotations.Nullable;

/**
 * The native factory of all guests, made for the first one and kept. It is not the recorder's: a custom audio source on
 * a headless device module brings the process down.
 */
final class GuestStudio implements AutoCloseable {
    private @Nullable AudioDeviceModule silentDevice; // guarded by this
    private @Nullable PeerConnectionFactory factory; // guarded by this

    synchronized PeerConnectionFactory factory() {
        if (factory == null) {
            silentDevice = new AudioDeviceModule(AudioLayer.kDummyAudio);
            factory = new PeerConnectionFactory(silentDevice);
        }
        return factory;
    }

    /** Only after every guest is gone. */
    @Override
    public synchronized void close() {
        if (factory != null) {
            factory.dispose();
            factory = null;
        }
        if (silentDevice != null) {
            silentDevice.dispose();
            silentDevice = null;
        }
    }
}
