package dev.peerscribe.recording;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the files of a recording go once it is finished, as was asked for with its meeting.
 *
 * @param store the name of a store, or {@link #NONE}; as configured where null
 * @param prefix of the names of its objects, after the store's own: empty, or folders that each end in a slash
 */
public record RecordingDestination(@Nullable String store, String prefix) {
    /** They stay on the agent's disk. */
    public static final String NONE = "none";

    /** The rule of {@link #isPrefix}, in words. */
    public static final String PREFIX_RULE =
            "must be empty or folders of letters, digits and !_.*'()=- that each end in a slash, none of dots only, and no"
                    + " longer than 256 characters";

    private static final int LONGEST_PREFIX = 256;
    private static final Pattern STORE = Pattern.compile("[a-z0-9][a-z0-9-]{0,40}");
    private static final Pattern PREFIX = Pattern.compile("(?:(?!\\.+/)[A-Za-z0-9!_.*'()=-]+/)*");

    /** Whether a store may be called so. */
    public static boolean isStore(String name) {
        return STORE.matcher(name).matches();
    }

    public static boolean isPrefix(String prefix) {
        return prefix.length() <= LONGEST_PREFIX && PREFIX.matcher(prefix).matches();
    }
}
