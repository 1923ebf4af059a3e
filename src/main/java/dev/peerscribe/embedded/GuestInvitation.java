package dev.peerscribe.embedded;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a guest is asked to do.
 *
 * @param path of the relay, {@code /} for the default meeting
 * @param name null for one of its own
 * @param stay null for the configured one
 */
record GuestInvitation(
        String path, @Nullable String name, @Nullable Duration stay) {}
