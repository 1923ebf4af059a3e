package dev.peerscribe.meeting;

import dev.peerscribe.chat.DirectRoute;
import dev.peerscribe.media.MediaSessions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What meetings are made of besides the rooms. */
@Configuration(proxyBeanMethods = false)
class MeetingConfiguration {
    private static final int ID_BYTES = 8;

    /** Chat must not know media, so its way over the data channels is laid here. */
    @Bean
    DirectRoute directRoute(MediaSessions media) {
        return new DirectRoute() {
            @Override
            public int broadcast(String meetingId, String text) {
                return media.broadcastText(meetingId, text);
            }

            @Override
            public boolean send(String meetingId, String peerId, String text) {
                return media.sendText(meetingId, peerId, text);
            }
        };
    }

    /** Ids that neither repeat nor can be guessed. */
    @Bean
    Supplier<String> meetingIds() {
        SecureRandom random = new SecureRandom();
        return () -> {
            byte[] id = new byte[ID_BYTES];
            random.nextBytes(id);
            return HexFormat.of().formatHex(id);
        };
    }
}
