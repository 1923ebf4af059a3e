package dev.peerscribe;

import dev.peerscribe.manifest.VerifyCommand;
import dev.peerscribe.signaling.NetworkDefaults;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the agent, or does what the first argument asks for instead. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class PeerscribeApplication {
    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals(VerifyCommand.NAME)) {
            List<String> arguments = List.of(args).subList(1, args.length);
            System.exit(VerifyCommand.run(arguments, System.out, System.err));
        }
        NetworkDefaults.apply();
        SpringApplication.run(PeerscribeApplication.class, args);
    }
}
