package dev.peerscribe.embedded;

import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.internal.NativeObject;
import dev.onvoid.webrtc.internal.RefCountedObject;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reference to a native connection that {@link RTCPeerConnection#close()} forgets to give back: about 0.7 MB for
 * each. Where a later version of the library hides its handle, nothing happens but the leak.
 */
final class NativeHold {
    private static final Logger log = LoggerFactory.getLogger(NativeHold.class);
    private static final @Nullable Field HANDLE = handle();

    private final long address;

    private NativeHold(long address) {
        this.address = address;
    }

    /** To be taken before the connection is closed, which clears its handle. */
    static NativeHold of(RTCPeerConnection connection) {
        try {
            return new NativeHold(HANDLE == null ? 0 : HANDLE.getLong(connection));
        } catch (IllegalAccessException e) {
            return new NativeHold(0);
        }
    }

    /** Once, after the connection is closed. */
    void release() {
        if (address == 0 || HANDLE == null) {
            return;
        }
        try {
            Reference reference = new Reference();
            HANDLE.setLong(reference, address);
            reference.release();
        } catch (IllegalAccessException e) {
            log.debug("a native connection's memory stays");
        }
    }

    private static @Nullable Field handle() {
        try {
            Field field = NativeObject.class.getDeclaredField("nativeHandle");
            field.setAccessible(true);
            return field;
        } catch (ReflectiveOperationException | RuntimeException e) {
            log.warn("guests leave native memory behind: the library's handle is out of reach");
            return null;
        }
    }

    private static final class Reference extends RefCountedObject {}
}
