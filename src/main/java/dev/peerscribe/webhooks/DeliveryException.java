package dev.peerscribe.webhooks;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A message was not delivered. */
final class DeliveryException extends Exception {
    private static final long serialVersionUID = 1L;

    private final DeliveryCause reason;
    private final @Nullable Integer status;
    private final @Nullable Duration retryAfter;

    DeliveryException(DeliveryCause reason, @Nullable Throwable cause) {
        this(reason, null, null, cause);
    }

    DeliveryException(
            DeliveryCause reason, @Nullable Integer status, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(reason.words(), cause);
        this.reason = reason;
        this.status = status;
        this.retryAfter = retryAfter;
    }

    DeliveryCause reason() {
        return reason;
    }

    /** Of the answer, if there was one. */
    @Nullable
    Integer status() {
        return status;
    }

    /** What the receiver asked for, if it did. */
    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}
