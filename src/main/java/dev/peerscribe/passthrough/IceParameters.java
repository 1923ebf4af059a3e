package dev.peerscribe.passthrough;

/**
 * What a description says of our end.
 *
 * @param ufrag as {@code a=ice-ufrag}
 * @param password as {@code a=ice-pwd}; never shown
 * @param fingerprint as {@code a=fingerprint}: {@code "sha-256 AB:CD:…"}
 */
record IceParameters(String ufrag, String password, String fingerprint) {
    @Override
    public String toString() {
        return "IceParameters[ufrag=" + ufrag + ", fingerprint=" + fingerprint + "]";
    }
}
