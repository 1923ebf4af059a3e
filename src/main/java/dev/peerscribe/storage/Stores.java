package dev.peerscribe.storage;

import java.util.Set;

/** The stores that are configured. */
@FunctionalInterface
public interface Stores {
    /** The one that recordings go to whose meeting says nothing, where there is one. */
    String DEFAULT = "default";

    /** Their names; never changes. */
    Set<String> names();
}
