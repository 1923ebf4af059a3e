package dev.peerscribe.media;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The shared libraries that libwebrtc's binary is linked against on Linux, and where Debian has them. */
final class NativeLibraries {
    private static final Map<String, String> PACKAGES = packages();

    private NativeLibraries() {}

    /** Those that are not on this machine; empty on other systems, which bring them along. */
    static List<String> missing() {
        return System.getProperty("os.name", "").startsWith("Linux") ? missing(NativeLibraries::present) : List.of();
    }

    static List<String> missing(Predicate<String> present) {
        List<String> missing = new ArrayList<>();
        for (String soname : PACKAGES.keySet()) {
            if (!present.test(soname)) {
                missing.add(soname);
            }
        }
        return missing;
    }

    /** The typed failure for a load that went wrong. */
    static MissingNativeLibraryException failure(List<String> missing, Throwable cause) {
        if (missing.isEmpty()) {
            return new MissingNativeLibraryException(
                    List.of("webrtc-java"),
                    "webrtc-java has no library for " + System.getProperty("os.name") + " on "
                            + System.getProperty("os.arch") + " in the class path, or it cannot be loaded.",
                    cause);
        }
        List<String> packages = new ArrayList<>();
        for (String soname : missing) {
            packages.add(PACKAGES.getOrDefault(soname, soname));
        }
        return new MissingNativeLibraryException(
                missing, "On Debian and Ubuntu: apt-get install --yes " + String.join(" ", packages), cause);
    }

    @SuppressWarnings("restricted") // the process is started with --enable-native-access
    private static boolean present(String soname) {
        try (Arena arena = Arena.ofConfined()) {
            var _ = SymbolLookup.libraryLookup(soname, arena);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Map<String, String> packages() {
        Map<String, String> packages = new LinkedHashMap<>();
        packages.put("libpulse.so.0", "libpulse0");
        packages.put("libudev.so.1", "libudev1");
        packages.put("libX11.so.6", "libx11-6");
        packages.put("libXfixes.so.3", "libxfixes3");
        packages.put("libXrandr.so.2", "libxrandr2");
        packages.put("libXcomposite.so.1", "libxcomposite1");
        packages.put("libdbus-1.so.3", "libdbus-1-3");
        return packages;
    }
}
