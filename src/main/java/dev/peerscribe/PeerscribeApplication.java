package dev.peerscribe;

import dev.peerscribe.signaling.NetworkDefaults;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the agent. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class PeerscribeApplication {
    public static void main(String[] args) {
        NetworkDefaults.apply();
        SpringApplication.run(PeerscribeApplication.class, args);
    }
}
