package dev.peerscribe.media;

import dev.onvoid.webrtc.internal.NativeObject;
import dev.onvoid.webrtc.internal.RefCountedObject;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A counted reference on a native object that webrtc-java 0.14 itself never releases (peer connections) or only borrows
 * (received tracks, which are freed under its feet when their media section goes).
 *
 * <p>The handle is read by reflection. Where that fails nothing breaks: a closed connection leaves about a megabyte.
 */
final class NativeReference extends RefCountedObject {
    private static final Logger log = LoggerFactory.getLogger(NativeReference.class);
    private static final @Nullable Field HANDLE = handle();

    private NativeReference() {}

    /** A reference on what {@code object} stands for, without counting it; null where that cannot be had. */
    static @Nullable NativeReference to(NativeObject object) {
        if (HANDLE == null) {
            return null;
        }
        try {
            long handle = HANDLE.getLong(object);
            if (handle == 0) {
                return null;
            }
            NativeReference reference = new NativeReference();
            HANDLE.setLong(reference, handle);
            return reference;
        } catch (IllegalAccessException e) {
            return null;
        }
    }

    private static @Nullable Field handle() {
        try {
            Field field = NativeObject.class.getDeclaredField("nativeHandle");
            field.setAccessible(true);
            return field;
        } catch (ReflectiveOperationException | RuntimeException e) {
            log.warn("Native handles of webrtc-java cannot be read: closed connections will leave memory behind");
            return null;
        }
    }
}
