package dev.peerscribe.chat;

import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The parts of the chat that a test replaces. */
@Configuration(proxyBeanMethods = false)
class ChatConfiguration {
    @Bean
    Supplier<UUID> chatMessageIds() {
        return UUID::randomUUID;
    }
}
