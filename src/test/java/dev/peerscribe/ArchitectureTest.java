package dev.peerscribe;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.peerscribe.identity.IdentitySource;
import dev.peerscribe.identity.SigningIdentity;
import java.security.KeyPair;
import java.security.PrivateKey;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/** The plan of the house ({@code docs/architecture.md}), held against the code. */
@AnalyzeClasses(packages = "dev.peerscribe", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule roomsHaveNoCircles = slices().matching("dev.peerscribe.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a reader follows one frame through the rooms in order");

    @ArchTest
    static final ArchRule accessKnowsNobody = mayImport("access");

    @ArchTest
    static final ArchRule identityKnowsNobody = mayImport("identity");

    @ArchTest
    static final ArchRule jobsKnowNobody = mayImport("jobs");

    @ArchTest
    static final ArchRule signalingKnowsIdentity = mayImport("signaling", "identity");

    @ArchTest
    static final ArchRule chatKnowsSignaling = mayImport("chat", "signaling", "identity");

    @ArchTest
    static final ArchRule mediaKnowsSignaling = mayImport("media", "codec", "signaling", "identity");

    @ArchTest
    static final ArchRule ffmpegKnowsMedia = mayImport("ffmpeg", "media", "codec", "signaling", "identity");

    @ArchTest
    static final ArchRule recordingKnowsMedia =
            mayImport("recording", "ffmpeg", "media", "codec", "signaling", "identity");

    @ArchTest
    static final ArchRule stageKnowsMedia = mayImport("stage", "ffmpeg", "media", "codec", "signaling", "identity");

    @ArchTest
    static final ArchRule relayKnowsMedia =
            mayImport("relay", "egress", "jobs", "stage", "ffmpeg", "media", "codec", "signaling", "identity");

    @ArchTest
    static final ArchRule speechKnowsMedia =
            mayImport("speech", "jobs", "ffmpeg", "media", "codec", "signaling", "identity");

    @ArchTest
    static final ArchRule manifestKnowsRecording =
            mayImport("manifest", "recording", "chat", "media", "codec", "signaling", "identity");

    @ArchTest
    static final ArchRule compositeKnowsRecording =
            mayImport("composite", "stage", "ffmpeg", "recording", "media", "codec", "signaling", "identity");

    @ArchTest
    static final ArchRule storageKnowsRecording =
            mayImport("storage", "jobs", "ffmpeg", "recording", "media", "codec", "signaling", "identity");

    @ArchTest
    static final ArchRule egressKnowsNobody = mayImport("egress");

    @ArchTest
    static final ArchRule webhooksKnowWhomTheyMayTell =
            mayImport("webhooks", "jobs", "egress", "ffmpeg", "recording", "media", "codec", "signaling", "identity");

    @ArchTest
    static final ArchRule whatSomebodyNamesHasTwoDoors = noClasses()
            .that()
            .haveNameNotMatching(".*\\.(?:WebhookClient|WhipClient|WhipHttp)(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.hc..")
            .because("whoever connects to what somebody names looks at its address first");

    @ArchTest
    static final ArchRule theStoreHasOneDoor = noClasses()
            .that()
            .doNotHaveSimpleName("S3Store")
            .and()
            .doNotHaveSimpleName("S3Failures")
            .and()
            .doNotHaveSimpleName("FileCredentials")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon.awssdk..")
            .because("uploads are tested against any store, and another library can take this one's place");

    @ArchTest
    static final ArchRule sdpKnowsCodec = mayImport("sdp", "codec");

    @ArchTest
    static final ArchRule sdpKnowsNoSockets = noClasses()
            .that()
            .resideInAPackage("dev.peerscribe.sdp..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.net\\.(?!InetAddress$).*")
            .because("what parses bytes is tested with bytes alone");

    @ArchTest
    static final ArchRule rtpKnowsCodec = mayImport("rtp", "codec");

    @ArchTest
    static final ArchRule codecKnowsNobody = mayImport("codec");

    @ArchTest
    static final ArchRule passthroughKnowsMedia =
            mayImport("passthrough", "media", "rtp", "sdp", "codec", "signaling", "identity");

    @ArchTest
    static final ArchRule embeddedKnowsSignaling = mayImport("embedded", "signaling", "identity");

    @ArchTest
    static final ArchRule webrtcStaysInItsEngine = noClasses()
            .that()
            .resideOutsideOfPackages("dev.peerscribe.media..", "dev.peerscribe.embedded..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.onvoid.webrtc..")
            .because("no native handle leaves its engine; the demo guest is a peer of its own");

    @ArchTest
    static final ArchRule iceDtlsAndSrtpStayInTheirEngine = noClasses()
            .that()
            .resideOutsideOfPackage("dev.peerscribe.passthrough..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.ice4j..", "org.jitsi..", "org.bouncycastle..")
            .because("whose libraries parse what comes from the network is one engine's business");

    @ArchTest
    static final ArchRule ffmpegStaysWithItsConsumers = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.peerscribe.ffmpeg..",
                    "dev.peerscribe.recording..",
                    "dev.peerscribe.stage..",
                    "dev.peerscribe.relay..",
                    "dev.peerscribe.composite..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bytedeco..")
            .because("native memory has one owner, and containers are the business of who writes or films them");

    @ArchTest
    static final ArchRule socketsStayInSignalling = noClasses()
            .that()
            .resideOutsideOfPackages("dev.peerscribe.signaling..", "dev.peerscribe.embedded..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework.web.socket..", "jakarta.websocket..")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.net.http.WebSocket")
            .because("wire and connection life are one room's duty; the relay is a server of its own");

    @ArchTest
    static final ArchRule wireCodeKnowsNoSockets = noClasses()
            .that()
            .haveSimpleNameStartingWith("Frame")
            .and()
            .resideInAPackage("dev.peerscribe.signaling..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework.web.socket..", "jakarta.websocket..", "java.net..")
            .because("what parses bytes is tested with bytes alone");

    @ArchTest
    static final ArchRule codecKnowsNeitherSocketsNorThreads = noClasses()
            .that()
            .resideInAPackage("dev.peerscribe.codec..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "java.nio.channels..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.util.concurrent.Executor.class)
            .because("what parses bytes is tested with bytes alone");

    @ArchTest
    static final ArchRule rtpKnowsNeitherSocketsNorThreads = noClasses()
            .that()
            .resideInAPackage("dev.peerscribe.rtp..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "java.nio.channels..", "java.util.concurrent..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class)
            .orShould()
            .callMethod(System.class, "nanoTime")
            .because("bytes, packets and time come in, frames and bytes go out: so it is tested on virtual time");

    @ArchTest
    static final ArchRule privateKeysStayAtHome = noClasses()
            .that()
            .resideOutsideOfPackage("dev.peerscribe.identity..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.security.PrivateKey")
            .because("the private key never leaves identity");

    @ArchTest
    static final ArchRule onePlaceHoldsThePrivateKey = fields().that()
            .haveRawType(assignableTo(PrivateKey.class))
            .or()
            .haveRawType(assignableTo(KeyPair.class))
            .should()
            .beDeclaredInClassesThat()
            .haveFullyQualifiedName("dev.peerscribe.identity.SigningIdentity")
            .andShould()
            .bePrivate()
            .because("what holds the private key can give it away");

    @ArchTest
    static final ArchRule recordsHoldNoKeyPair = noFields()
            .that()
            .areDeclaredInClassesThat(are(assignableTo(Record.class)))
            .should()
            .haveRawType(assignableTo(PrivateKey.class)
                    .or(assignableTo(KeyPair.class))
                    .or(assignableTo(SigningIdentity.class)))
            .because("records are printed, compared, sent and dumped");

    @ArchTest
    static final ArchRule restShowsNoKeyPair = noClasses()
            .that()
            .resideInAPackage("dev.peerscribe.api..")
            .and()
            .areRecords()
            .should()
            .dependOnClassesThat()
            .areAssignableTo(IdentitySource.class)
            .because("what REST gives out is public");

    @ArchTest
    static final ArchRule timeIsPassedIn = noClasses()
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("tests run on virtual time, so the clock is passed in");

    private static ArchRule mayImport(String room, String... others) {
        String[] allowed = new String[others.length + 1];
        allowed[0] = "dev.peerscribe." + room + "..";
        for (int i = 0; i < others.length; i++) {
            allowed[i + 1] = "dev.peerscribe." + others[i] + "..";
        }
        return classes()
                .that()
                .resideInAPackage("dev.peerscribe." + room + "..")
                .should()
                .onlyDependOnClassesThat(
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage("dev.peerscribe..")
                                .or(com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(allowed)))
                .because("docs/architecture.md says which room may import which");
    }

    @Test
    void theRoomsAreModules() {
        ApplicationModules.of(PeerscribeApplication.class).verify();
    }
}
