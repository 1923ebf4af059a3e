package dev.peerscribe.media;

import dev.peerscribe.identity.MeetingTrust;
import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import dev.peerscribe.signaling.SignalingEvent;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** A process of its own whose media flow until it is told to end. */
public final class ShutdownProbe {
    private static final PeerKey KEY = TestKeys.key();

    private ShutdownProbe() {}

    public static void main(String[] args) throws Exception {
        var context = new AnnotationConfigApplicationContext();
        context.register(MediaConfiguration.class, MediaConfigurationTest.Around.class);
        AtomicInteger frames = new AtomicInteger();
        context.refresh();
        MediaSessions sessions = context.getBean(MediaSessions.class);
        context.addApplicationListener((ApplicationListener<org.springframework.context.PayloadApplicationEvent<?>>)
                event -> {
                    if (event.getPayload() instanceof MediaEvent.TrackOpened track) {
                        var attached = sessions.attach("m", track.peerId(), track.trackId(), frame -> {
                            if (frames.incrementAndGet() == 200) {
                                System.out.println("FLOWING");
                            }
                            frame.close();
                        });
                        System.out.println(attached == null ? "" : track.kind());
                    } else {
                        System.out.println(event.getPayload().getClass().getSimpleName());
                    }
                });
        context.registerShutdownHook();

        SyntheticPeer peer = new SyntheticPeer(320, 240, 30);
        FakeConnection connection = new FakeConnection();
        peer.addTracks();
        sessions.open(connection, Negotiation.ANSWER, MeetingTrust.ofAnybody(), EngineKind.WEBRTC);
        sessions.on(TestSdp.received("m", "s", KEY, peer.offer()));
        int passed = 0;
        boolean answered = false;
        while (true) {
            for (; passed < connection.sent.size(); passed++) {
                Object message = connection.sent.get(passed).message();
                if (message instanceof SessionDescription answer && answer.type() == SdpType.ANSWER) {
                    peer.accept(answer);
                    answered = true;
                    peer.onCandidate(
                            candidate -> sessions.on(new SignalingEvent.CandidateReceived("m", "s", candidate)));
                } else if (answered && message instanceof IceCandidate candidate) {
                    peer.add(candidate);
                }
            }
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }
}
