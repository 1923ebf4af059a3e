package dev.peerscribe.signaling;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Decides whether a payload leaves encrypted, in clear or not at all. Owned by the sending thread. */
final class Sealing {
    private final ExtensionMode mode;
    private final WireJson json;
    private final MessageCipher cipher;
    private final Announcements announcements;

    Sealing(ExtensionMode mode, WireJson json, MessageCipher cipher, Announcements announcements) {
        this.mode = mode;
        this.json = json;
        this.cipher = cipher;
        this.announcements = announcements;
    }

    /**
     * The payload as it is to be sent; {@code to} is whom it is for, whether or not the payload says so. A payload that
     * names its addressee names it outside too, for relays and for peers that need not open it then.
     *
     * @throws SendRefusedException where it had to be encrypted and cannot be
     */
    ObjectNode seal(ObjectNode payload, @Nullable String to, long now) {
        if (mode == ExtensionMode.OFF) {
            return payload;
        }
        Recipients recipients = announcements.recipients(to, mode == ExtensionMode.REQUIRED, now);
        if (recipients.missing() != null) {
            if (mode == ExtensionMode.REQUIRED) {
                throw new SendRefusedException(recipients.missing());
            }
            return payload;
        }
        ObjectNode sealed = json.newObject();
        sealed.set("jwe", cipher.seal(json.write(payload), recipients.keys()));
        if (payload.has("to")) {
            sealed.set("to", payload.get("to"));
        }
        return sealed;
    }
}
