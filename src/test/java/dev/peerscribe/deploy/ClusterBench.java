package dev.peerscribe.deploy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Set;

/** The chart against a real API server: what it takes, what it refuses, and how a release changes. {@code bench/cluster} runs it. */
public final class ClusterBench {
    private ClusterBench() {}

    /** {@code <address of the API server> <folder with ca.crt, token and kubeconfig>}. */
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        Path folder = Path.of(arguments[1]);
        String token = Files.readString(folder.resolve("token")).strip();
        try (ApiServer server = new ApiServer(URI.create(arguments[0]), folder.resolve("ca.crt"), token)) {
            server.learnKinds();
            try (PretendNode node =
                    new PretendNode(server, Clock.systemUTC(), Set.of(Cluster.RESTRICTED, Cluster.PRIVILEGED))) {
                Cluster cluster = new Cluster(server, node, folder.resolve("kubeconfig"));
                Cluster.say("API server", cluster.version());
                cluster.prepare();
                new Acceptance(cluster).run();
                new Changes(cluster).run();
                new Particulars(cluster).run();
                new Rollouts(cluster).run();
            }
        }
        Cluster.say("all held", "");
    }
}
