package dev.peerscribe.sdp;

/**
 * The credentials of an ICE generation (RFC 8839 §5.4).
 *
 * @param usernameFragment 4 to 256 characters
 * @param password 22 to 256 characters
 */
public record IceParameters(String usernameFragment, String password) {
    private static final int MAX_LENGTH = 256;

    static IceParameters of(String usernameFragment, String password) throws SdpException {
        return new IceParameters(check("a=ice-ufrag", usernameFragment, 4), check("a=ice-pwd", password, 22));
    }

    static boolean isUsernameFragment(String text) {
        return SdpText.matches(text, MAX_LENGTH, IceParameters::isIceCharacter);
    }

    private static String check(String field, String text, int min) throws SdpException {
        SdpText.checked(field, text, MAX_LENGTH, IceParameters::isIceCharacter);
        if (text.length() < min) {
            throw new SdpException(field, SdpRule.RANGE, "shorter than " + min + " characters");
        }
        return text;
    }

    // RFC 8839 allows + and / only; some write base64url.
    private static boolean isIceCharacter(int c) {
        return SdpText.isAlphanumeric(c) || c == '+' || c == '/' || c == '-' || c == '_' || c == '=';
    }

    /** Never shows the password. */
    @Override
    public String toString() {
        return "IceParameters[" + usernameFragment + "]";
    }
}
