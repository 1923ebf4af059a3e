package dev.peerscribe.passthrough;

import dev.peerscribe.media.LinkState;
import dev.peerscribe.sdp.LocalTransport;
import dev.peerscribe.sdp.RemoteTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jspecify.annotations.Nullable;

/**
 * Loads and runs in what the first link would otherwise wait for by seconds, some thousand classes and OpenSSL: each
 * cipher protects and unprotects packets, and two transports of this process meet.
 */
final class TransportWarmth {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int PACKET = 1_000;
    private static final int ROUNDS = 50;
    private static final int SOURCE = 1;

    private TransportWarmth() {}

    /**
     * Warms; waits some seconds at most.
     *
     * @return whether all of it went as it should, which it does not on a machine without a network
     */
    static boolean warm(TransportRuntime runtime, TransportSettings settings) throws InterruptedException {
        try {
            for (SrtpProfile profile : SrtpProfile.values()) {
                cipher(profile, runtime);
            }
            return meet(runtime, settings);
        } catch (GeneralSecurityException | IOException e) {
            return false;
        }
    }

    private static void cipher(SrtpProfile profile, TransportRuntime runtime) throws GeneralSecurityException {
        byte[] material = new byte[SrtpKeys.materialLength(profile)];
        runtime.random().nextBytes(material);
        SrtpCryptoContext sender = new SrtpKeys(profile, material, true)
                .sending(JitsiLibraries.logger())
                .deriveContext(SOURCE, 0);
        SrtpReceiver receiver = new SrtpReceiver(new SrtpKeys(profile, material, false), new TransportCounters());
        byte[] buffer = new byte[PACKET + SrtpSender.EXPANSION];
        PacketView view = new PacketView();
        for (int i = 0; i < ROUNDS; i++) {
            ByteBuffer.wrap(buffer)
                    .putShort((short) 0x8060)
                    .putShort((short) i)
                    .putInt(i)
                    .putInt(SOURCE);
            var _ = sender.transformPacket(view.over(buffer, 0, PACKET));
            int _ = receiver.rtp(buffer, 0, view.getLength(), runtime.nanoTime());
        }
    }

    private static boolean meet(TransportRuntime runtime, TransportSettings settings)
            throws IOException, InterruptedException {
        TransportSettings plain = settings.withoutServers();
        Guest one = new Guest();
        Guest other = new Guest();
        try (PeerTransport offerer = new PeerTransport(runtime, plain, true, SOURCE, one);
                PeerTransport answerer = new PeerTransport(runtime, plain, false, SOURCE, other)) {
            one.other = answerer;
            other.other = offerer;
            boolean _ = answerer.remote(described(offerer.local(), false));
            boolean _ = offerer.remote(described(answerer.local(), true));
            offerer.gather();
            answerer.gather();
            return one.await() && other.await();
        }
    }

    /** What one tells the other, who is passive where it sent the offer. */
    private static RemoteTransport described(LocalTransport other, boolean offerer) {
        return new RemoteTransport(
                "0", 0, other.ice(), false, true, List.of(), false, offerer, List.of(other.fingerprint()), !offerer);
    }

    /** One of the two. */
    private static final class Guest implements PeerTransport.Listener {
        private final CountDownLatch connected = new CountDownLatch(1);
        /** Set before anything is told. */
        private volatile @Nullable PeerTransport other;

        private boolean await() throws InterruptedException {
            return connected.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void onCandidate(String candidate) {
            PeerTransport peer = other;
            if (peer != null) {
                boolean _ = peer.add(candidate);
            }
        }

        @Override
        public void onGathered() {
            // Candidates were passed on as they came.
        }

        @Override
        public void onState(LinkState state, @Nullable TransportFailure failure) {
            if (state == LinkState.CONNECTED) {
                connected.countDown();
            }
        }

        @Override
        public void onPeerClosed() {
            // Both are closed by whoever warms.
        }

        @Override
        public void onRtp(byte[] buffer, int offset, int length, long nanos) {
            // Nobody sends any.
        }

        @Override
        public void onRtcp(byte[] buffer, int offset, int length, long nanos) {
            // Nobody sends any.
        }
    }
}
