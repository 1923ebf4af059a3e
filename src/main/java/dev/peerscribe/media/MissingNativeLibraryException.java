package dev.peerscribe.media;

import java.util.List;

/** The media engine cannot be loaded because shared libraries of the system are not there. */
public final class MissingNativeLibraryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> sonames;
    private final String cure;

    MissingNativeLibraryException(List<String> sonames, String cure, Throwable cause) {
        super("The media engine needs shared libraries that this machine lacks: " + String.join(", ", sonames), cause);
        this.sonames = List.copyOf(sonames);
        this.cure = cure;
    }

    /** Every missing library, such as {@code libpulse.so.0}. */
    public List<String> sonames() {
        return sonames;
    }

    /** What to do about it. */
    public String cure() {
        return cure;
    }
}
