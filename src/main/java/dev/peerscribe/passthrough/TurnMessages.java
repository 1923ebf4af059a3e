package dev.peerscribe.passthrough;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import org.ice4j.StunException;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.attribute.Attribute;
import org.ice4j.attribute.ErrorCodeAttribute;
import org.ice4j.attribute.MessageIntegrityAttribute;
import org.ice4j.attribute.NonceAttribute;
import org.ice4j.attribute.RealmAttribute;
import org.ice4j.message.Message;
import org.ice4j.message.MessageFactory;
import org.ice4j.message.Request;
import org.ice4j.message.Response;
import org.ice4j.security.LongTermCredential;
import org.ice4j.security.LongTermCredentialSession;
import org.ice4j.stack.StunStack;
import org.ice4j.stack.TransactionID;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one TURN client (RFC 8656) with long-term credentials (RFC 8489 §9.2), made and read by the library.
 * Used under its owner's lock.
 */
final class TurnMessages {
    static final int UNAUTHORIZED = 401;
    static final int STALE_NONCE = 438;

    private static final byte UDP = 17;
    private static final int MAX_REALM = 763;

    private final String username;
    private final LongTermCredential credential;
    /** Where the library looks up keys; it has no sockets. */
    private final StunStack stack = new StunStack();

    private @Nullable LongTermCredentialSession session;

    TurnMessages(String username, String password) {
        this.username = username;
        this.credential = new LongTermCredential(username, password);
    }

    Request allocate() throws IOException {
        return identified(MessageFactory.createAllocateRequest(UDP, false));
    }

    /** @param seconds 0 gives the allocation back */
    Request refresh(int seconds) throws IOException {
        return identified(MessageFactory.createRefreshRequest(seconds));
    }

    Request bind(int channel, TransportAddress peer) throws IOException {
        byte[] id = TransactionID.createNewTransactionID().getBytes();
        Request request = MessageFactory.createChannelBindRequest((char) channel, peer, id);
        try {
            request.setTransactionID(id);
        } catch (StunException e) {
            throw new IOException("the library's own identifier is wrong", e);
        }
        return request;
    }

    private static Request identified(Request request) throws IOException {
        try {
            request.setTransactionID(TransactionID.createNewTransactionID().getBytes());
            return request;
        } catch (StunException e) {
            throw new IOException("the library's own identifier is wrong", e);
        }
    }

    /** The request as bytes, signed once the server said its realm. */
    byte[] encode(Request request) throws IOException {
        if (session != null) {
            try {
                session.addAttributes(request);
            } catch (StunException e) {
                throw new IOException("a request cannot be signed", e);
            }
        }
        return request.encode(stack);
    }

    /** The STUN message in a buffer, or null where it is none. */
    @Nullable
    Message decode(byte[] buffer, int length) {
        try {
            return StunHeader.is(buffer, 0, length) ? Message.decode(buffer, 0, length) : null;
        } catch (StunException | IllegalArgumentException | IndexOutOfBoundsException | NullPointerException e) {
            // What the library's decoder throws at bytes that are not what they say.
            return null;
        }
    }

    /** The code of an error response, 0 of a good one. */
    static int errorOf(Response response) {
        return response.getAttribute(Attribute.ERROR_CODE) instanceof ErrorCodeAttribute error
                ? error.getErrorCode()
                : 0;
    }

    /**
     * Takes the realm and the nonce of an error response.
     *
     * @return whether a signed request may do better
     */
    boolean challenged(Response response) {
        if (!(response.getAttribute(Attribute.NONCE) instanceof NonceAttribute nonce)) {
            return false;
        }
        int code = errorOf(response);
        if (code == STALE_NONCE && session != null) {
            session.setNonce(nonce.getNonce());
            return true;
        }
        if (code != UNAUTHORIZED
                || session != null
                || !(response.getAttribute(Attribute.REALM) instanceof RealmAttribute realm)
                || realm.getRealm().length > MAX_REALM) {
            return false;
        }
        session = new LongTermCredentialSession(credential, realm.getRealm());
        session.setNonce(nonce.getNonce());
        stack.getCredentialsManager().registerAuthority(session);
        return true;
    }

    /** Whether a good response to a signed request is signed by who knows the password (RFC 8489 §9.2.5). */
    boolean isAuthentic(Response response, byte[] buffer) {
        if (session == null) {
            return true;
        }
        if (!(response.getAttribute(Attribute.MESSAGE_INTEGRITY) instanceof MessageIntegrityAttribute integrity)) {
            return false;
        }
        int end = integrity.getLocationInMessage();
        byte[] signed = Arrays.copyOf(buffer, end);
        int length = end + Attribute.HEADER_LENGTH + integrity.getDataLength() - StunHeader.LENGTH;
        signed[2] = (byte) (length >> 8);
        signed[3] = (byte) length;
        byte[] key = Objects.requireNonNull(session.getLocalKey(username));
        return MessageDigest.isEqual(
                MessageIntegrityAttribute.calculateHmacSha1(signed, 0, end, key), integrity.getHmacSha1Content());
    }

    /** A transaction's identifier as a key. */
    static String id(Message message) {
        return new String(message.getTransactionID(), StandardCharsets.ISO_8859_1);
    }

    /** A peer's address as the library wants it. */
    static TransportAddress peer(java.net.InetSocketAddress address) {
        return new TransportAddress(address, Transport.UDP);
    }
}
