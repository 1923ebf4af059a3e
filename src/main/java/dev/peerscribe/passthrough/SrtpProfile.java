package dev.peerscribe.passthrough;

import org.bouncycastle.tls.SRTPProtectionProfile;
import org.jitsi.srtp.SrtpPolicy;
import org.jspecify.annotations.Nullable;

/** The protection profiles that are negotiated (RFC 5764 §4.1.2, RFC 7714 §14.2), the preferred one first. */
enum SrtpProfile {
    AEAD_AES_128_GCM(SRTPProtectionProfile.SRTP_AEAD_AES_128_GCM, 16, 12, 16, true),
    AEAD_AES_256_GCM(SRTPProtectionProfile.SRTP_AEAD_AES_256_GCM, 32, 12, 16, true),
    /** What RFC 8827 §6.5 wants from everybody. */
    AES128_CM_HMAC_SHA1_80(SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80, 16, 14, 10, false);

    private static final int HMAC_KEY_LENGTH = 20;

    private final int id;
    private final int keyLength;
    private final int saltLength;
    private final int tagLength;
    private final boolean aead;

    SrtpProfile(int id, int keyLength, int saltLength, int tagLength, boolean aead) {
        this.id = id;
        this.keyLength = keyLength;
        this.saltLength = saltLength;
        this.tagLength = tagLength;
        this.aead = aead;
    }

    /** As {@code use_srtp} names it. */
    int id() {
        return id;
    }

    /** Bytes of a master key. */
    int keyLength() {
        return keyLength;
    }

    /** Bytes of a master salt. */
    int saltLength() {
        return saltLength;
    }

    /** Bytes between the end of an SRTCP packet and its word with the index: the tag where it comes last. */
    int trailerAfterIndex() {
        return aead ? 0 : tagLength;
    }

    /** Bytes that protection adds at the end of an SRTP packet; SRTCP adds four more. */
    int tagLength() {
        return tagLength;
    }

    /** A new policy of this profile, of which the library wants one for RTP and one for RTCP. */
    SrtpPolicy policy() {
        return aead
                ? new SrtpPolicy(
                        SrtpPolicy.AESGCM_ENCRYPTION,
                        keyLength,
                        SrtpPolicy.NULL_AUTHENTICATION,
                        0,
                        tagLength,
                        saltLength)
                : new SrtpPolicy(
                        SrtpPolicy.AESCM_ENCRYPTION,
                        keyLength,
                        SrtpPolicy.HMACSHA1_AUTHENTICATION,
                        HMAC_KEY_LENGTH,
                        tagLength,
                        saltLength);
    }

    /** The profile of this id, or null where it is none of ours. */
    static @Nullable SrtpProfile of(int id) {
        for (SrtpProfile profile : values()) {
            if (profile.id == id) {
                return profile;
            }
        }
        return null;
    }

    /** Every id, in the order of preference. */
    static int[] ids() {
        SrtpProfile[] profiles = values();
        int[] ids = new int[profiles.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = profiles[i].id;
        }
        return ids;
    }
}
