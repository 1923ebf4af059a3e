package dev.peerscribe.media;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.RTCRtpTransceiverInit;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import dev.onvoid.webrtc.media.audio.AudioOptions;
import dev.onvoid.webrtc.media.audio.AudioTrack;
import dev.onvoid.webrtc.media.audio.AudioTrackSource;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.VideoTrack;
import java.util.List;

/** The local tracks that send nothing: the library offers to receive only where it is given something to send. */
final class OfferedTracks {
    private final AudioTrackSource audioSource;
    private final CustomVideoSource videoSource = new CustomVideoSource();
    private final AudioTrack audio;
    private final VideoTrack video;

    OfferedTracks(PeerConnectionFactory factory, RTCPeerConnection connection) {
        // Not a CustomAudioSource: that aborts the process on a factory with the headless module.
        audioSource = factory.createAudioSource(new AudioOptions());
        audio = factory.createAudioTrack("none-audio", audioSource);
        video = factory.createVideoTrack("none-video", videoSource);
        receive(connection, audio);
        receive(connection, video);
    }

    /** Gives everything back, after the connection was closed. */
    void close() {
        NativeReference source = NativeReference.to(audioSource); // has no dispose of its own
        dispose(audio);
        dispose(video);
        videoSource.dispose();
        if (source != null) {
            source.release();
        }
    }

    private static void receive(RTCPeerConnection connection, MediaStreamTrack track) {
        RTCRtpTransceiverInit init = new RTCRtpTransceiverInit();
        init.direction = RTCRtpTransceiverDirection.RECV_ONLY;
        init.streamIds = List.of();
        init.sendEncodings = List.of();
        NativeReference returned = NativeReference.to(connection.addTransceiver(track, init));
        if (returned != null) {
            returned.release(); // the library hands a counted reference to an object that cannot give it back
        }
    }

    private static void dispose(MediaStreamTrack track) {
        try {
            track.dispose();
        } catch (RuntimeException | Error e) {
            // not the last reference; ours is given back
        }
    }
}
