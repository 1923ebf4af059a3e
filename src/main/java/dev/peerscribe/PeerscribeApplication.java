package dev.peerscribe;

import dev.peerscribe.access.Audit;
import dev.peerscribe.access.NewKeyCommand;
import dev.peerscribe.manifest.VerifyCommand;
import dev.peerscribe.meeting.Meetings;
import dev.peerscribe.signaling.NetworkDefaults;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;

/** Starts the agent, or does what the first argument asks for instead. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class PeerscribeApplication {
    public static void main(String[] args) {
        List<String> arguments = args.length == 0 ? List.of() : List.of(args).subList(1, args.length);
        switch (args.length == 0 ? "" : args[0]) {
            case VerifyCommand.NAME -> System.exit(VerifyCommand.run(arguments, System.out, System.err));
            case NewKeyCommand.NAME -> System.exit(NewKeyCommand.run(arguments, System.out, System.err));
            case DrainCommand.NAME -> System.exit(DrainCommand.run(arguments, System.out, System.err));
            default -> start(args);
        }
    }

    private static void start(String[] args) {
        NetworkDefaults.apply();
        ConfigurableApplicationContext context;
        try {
            context = SpringApplication.run(PeerscribeApplication.class, args);
        } catch (SpringApplication.AbandonedRunException e) {
            // A start that was meant to go no further, as for a cache of classes.
            throw e;
        } catch (RuntimeException e) {
            // It was told already.
            System.exit(ExitCode.of(e));
            return;
        }
        DrainDoor door = DrainDoor.open(context.getBean(Meetings.class), context.getBean(Audit.class));
        if (door != null) {
            context.addApplicationListener((ApplicationListener<ContextClosedEvent>) _ -> door.close());
        }
        new Termination(context).watch();
    }
}
