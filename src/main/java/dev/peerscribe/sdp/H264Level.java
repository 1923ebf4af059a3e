package dev.peerscribe.sdp;

import java.util.Map;

/** Profile and level of H.264 (RFC 6184 §8.1): three octets, of which the last is the level times ten. */
final class H264Level {
    /** 5.2, enough for 4096 × 2304 at 60 frames a second: a recorder that decodes nothing has no level of its own. */
    static final String HIGHEST = "34";

    private H264Level() {}

    static boolean isProfileLevelId(String text) {
        return text.length() == 6 && SdpText.matches(text, 6, c -> Character.digit(c, 16) >= 0 && c < 0x80);
    }

    /** The offered profile at the highest level, where both ends may have a level of their own (RFC 6184 §8.2.2). */
    static String answered(String profileLevelId, Map<String, String> offered) {
        boolean asymmetric =
                offered.getOrDefault("level-asymmetry-allowed", "0").equals("1");
        boolean higher = Integer.parseInt(HIGHEST, 16) > Integer.parseInt(profileLevelId.substring(4), 16);
        return asymmetric && higher ? profileLevelId.substring(0, 4) + HIGHEST : profileLevelId;
    }
}
