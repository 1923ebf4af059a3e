package dev.peerscribe.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peerscribe.egress.Resolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @CsvSource({
        "rtmp://live.example.org/app/key, rtmp://live.example.org:1935/app/***",
        "rtmp://Live.Example.org:1936/app/instance/key?auth=x, rtmp://live.example.org:1936/app/***",
        "rtmps://live.example.org/app/key, rtmps://live.example.org:443/app/***",
        "RTMP://192.0.2.1/app/key, rtmp://192.0.2.1:1935/app/***",
        "srt://live.example.org:9000, srt://live.example.org:9000",
        "srt://live.example.org:9000?mode=caller&passphrase=0123456789, srt://live.example.org:9000?passphrase=***",
        "rtsp://user:pa55@live.example.org/stage?x=y, rtsp://***@live.example.org:554/***",
        "rtsp://[2001:DB8::1]:8554/stage, rtsp://[2001:db8:0:0:0:0:0:1]:8554/***",
        "hls:stage-1, hls:stage-1",
        "whip+https://live.example.org/whip/key?x=y, whip+https://live.example.org:443/***",
        "meeting:A-1_b, meeting:A-1_b",
        "fedcba9876543210, meeting:fedcba9876543210"
    })
    void isShownWithoutWhatIsSecret(String text, String shown) {
        assertThat(TargetParser.parse(text).shown()).isEqualTo(shown);
        assertThat(TargetParser.parse(text).toString()).doesNotContain("key", "pa55", "0123456789");
    }

    @Test
    void theLastPartOfAnRtmpPathIsTheStreamKeyWithItsQuery() {
        Target.Rtmp target = (Target.Rtmp) TargetParser.parse("rtmp://live.example.org/app/instance/key?auth=a/b");
        assertThat(target.app()).isEqualTo("app/instance");
        assertThat(target.playpath()).isEqualTo("key?auth=a/b");
    }

    @Test
    void parametersOfSrtArePercentDecoded() {
        Target.Srt target = (Target.Srt) TargetParser.parse(
                "srt://live.example.org:9000?streamid=%23!::r=a+b,m=publish&passphrase=a%20b%26c%3dd+efg");
        assertThat(target.streamId()).isEqualTo("#!::r=a+b,m=publish");
        assertThat(target.passphrase()).isEqualTo("a b&c=d+efg");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "live.example.org",
                "http://live.example.org/x",
                "file:///etc/passwd",
                "rtmp://live.example.org",
                "rtmp://live.example.org/app",
                "rtmp://live.example.org/app/",
                "rtmp://user:pa55@live.example.org/app/key",
                "rtmp://live.example.org/app/key#x",
                "rtmp://live.example.org:0/app/key",
                "rtmp://live.example.org:99999/app/key",
                "rtmp://2130706433/app/key",
                "rtmp://127.1/app/key",
                "rtmp://0x7f000001/app/key",
                "rtmp://live_example.org/app/key",
                "rtmp://live.example.org/app/key pa55",
                "rtmps://192.0.2.1/app/key",
                "rtmps://[2001:db8::1]/app/key",
                "srt://live.example.org",
                "srt://live.example.org:9000/path",
                "srt://live.example.org:9000?mode=listener",
                "srt://live.example.org:9000?passphrase=short",
                "srt://live.example.org:9000?passphrase=0123456789&passphrase=0123456789",
                "srt://live.example.org:9000?linger=9",
                "srt://live.example.org:9000?streamid=%zz",
                "srt://live.example.org:9000?pbkeylen=17",
                "hls:",
                "hls:.",
                "hls:../x",
                "hls:a/b",
                "hls:%2e%2e",
                "whip+http://live.example.org/x",
                "whip://live.example.org/x",
                "whip+https://user:pa55@live.example.org/x",
                "meeting:",
                "meeting:a b",
                "meeting:../x",
                "0123456789abcde"
            })
    void isRefusedWithoutBeingRepeated(String text) {
        assertThatThrownBy(() -> TargetParser.parse(text))
                .isInstanceOfSatisfying(
                        InvalidRelayException.class,
                        refused -> assertThat(refused.field()).isEqualTo("target"))
                .message()
                .doesNotContain("pa55", "short", "0123456789");
    }

    @Test
    void nothingIsAllowedWhereNothingIsListed() {
        assertThatThrownBy(() -> rules().check(TargetParser.parse("hls:stage")))
                .hasMessageContaining("add hls: to peerscribe.relay.allowed-targets");
        assertThatThrownBy(() -> rules().check(TargetParser.parse("rtmp://live.example.org/app/key")))
                .hasMessageContaining("add rtmp://live.example.org to")
                .hasMessageNotContaining("key");
    }

    @ParameterizedTest
    @CsvSource({
        "rtmp://live.example.org, rtmp://live.example.org/app/key, true",
        "rtmp://live.example.org, rtmps://live.example.org/app/key, false",
        "rtmp://live.example.org:1935, rtmp://live.example.org/app/key, true",
        "rtmp://live.example.org:1935, rtmp://live.example.org:1936/app/key, false",
        "rtmp://*.example.org, rtmp://live.example.org/app/key, true",
        "rtmp://*.example.org, rtmp://example.org/app/key, false",
        "rtmp://*.example.org, rtmp://liveexample.org/app/key, false",
        "rtmp://*, rtmp://live.example.org/app/key, true",
        "rtmp://*, rtmp://192.0.2.1/app/key, true",
        "rtmp://*, rtmp://127.0.0.1/app/key, false",
        "rtmp://*, rtmp://[::1]/app/key, false",
        "rtmp://*, rtmp://[::ffff:127.0.0.1]/app/key, false",
        "rtmp://*, rtmp://169.254.169.254/app/key, false",
        "rtmp://*, rtmp://100.100.100.200/app/key, false",
        "rtmp://*, rtmp://[fe80::1]/app/key, false",
        "rtmp://*, rtmp://[fd00:ec2::254]/app/key, false",
        "rtmp://*, rtmp://0.0.0.0/app/key, false",
        "rtmp://*, rtmp://10.0.0.1/app/key, false",
        "rtmp://10.0.0.1, rtmp://10.0.0.1/app/key, true",
        "rtmp://127.0.0.1, rtmp://127.0.0.1/app/key, true",
        "hls:, hls:stage, true",
        "whip+https://*.example.org, whip+https://live.example.org/x, true",
        "whip+https://*, whip+https://127.0.0.1/x, false",
        "hls:, meeting:one, false",
        "meeting:, meeting:one, true"
    })
    void theListSaysWhatIsAllowed(String entry, String target, boolean allowed) {
        boolean taken;
        try {
            rules(entry).check(TargetParser.parse(target));
            taken = true;
        } catch (InvalidRelayException e) {
            taken = false;
        }
        assertThat(taken).isEqualTo(allowed);
    }

    @Test
    void aNameThatLeadsToAnInternalAddressIsNoWayAroundTheList() throws Exception {
        AllowedTarget name = AllowedTarget.of("rtmp://live.example.org");
        AllowedTarget all = AllowedTarget.of("rtmp://*");
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        InetAddress house = InetAddress.ofLiteral("192.168.1.5");

        assertThat(name.allows(loopback)).isFalse();
        assertThat(name.allows(InetAddress.ofLiteral("169.254.169.254"))).isFalse();
        assertThat(name.allows(house)).isTrue();
        assertThat(all.allows(house)).isFalse();
        assertThat(AllowedTarget.of("rtmp://localhost").allows(loopback)).isTrue();
        assertThatThrownBy(
                        () -> rules("rtmp://*").resolve((Target.Remote) TargetParser.parse("rtmp://localhost/app/key")))
                .isInstanceOfSatisfying(
                        RelayFailure.class,
                        failure -> assertThat(failure.why()).isEqualTo(RelayCause.FORBIDDEN_ADDRESS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "live.example.org",
                "http://x",
                "rtmp://",
                "rtmp://a*b",
                "rtmp://x:99999",
                "rtmp://127.1",
                "hls:x",
                "meeting:x",
                "meeting://x"
            })
    void anEntryThatCannotBeMeantNamesTheProperty(String entry) {
        assertThatThrownBy(() -> AllowedTarget.of(entry)).hasMessageContaining("peerscribe.relay.allowed-targets");
    }

    @Test
    void aNameThatLeadsToOneForbiddenAddressIsRefusedWhateverElseItLeadsTo() {
        assertThat(refusal("rtmp://*", "198.51.100.7", "127.0.0.1")).isEqualTo(RelayCause.FORBIDDEN_ADDRESS);
        assertThat(refusal("rtmp://*", "198.51.100.7", "10.0.0.1")).isEqualTo(RelayCause.FORBIDDEN_ADDRESS);
        assertThat(refusal("rtmp://live.example.org", "10.0.0.1", "169.254.169.254"))
                .isEqualTo(RelayCause.FORBIDDEN_ADDRESS);
        assertThat(refusal("rtmp://*")).isEqualTo(RelayCause.UNKNOWN_HOST);
    }

    @Test
    void whatIsConnectedToIsTheAddressThatWasCheckedWhateverTheNameLeadsToNext() throws Exception {
        Target.Remote target = (Target.Remote) TargetParser.parse("rtmp://live.example.org/app/key");
        List<String> answers = new ArrayList<>(List.of("198.51.100.7", "127.0.0.1"));
        TargetRules rules = new TargetRules(
                List.of(AllowedTarget.of("rtmp://*")), name -> List.of(InetAddress.ofLiteral(answers.removeFirst())));
        InetAddress checked = rules.resolve(target).getFirst();
        Destination destination =
                Destination.of(target, checked, new Authorities(null), RelayBench.properties(Path.of(".")));
        assertThat(destination.url()).isEqualTo("rtmp://198.51.100.7:1935");
        assertThat(answers).containsExactly("127.0.0.1");
    }

    private static RelayCause refusal(String entry, String... addresses) {
        TargetRules rules = new TargetRules(List.of(AllowedTarget.of(entry)), name -> {
            if (addresses.length == 0) {
                throw new UnknownHostException(name);
            }
            return Stream.of(addresses).map(InetAddress::ofLiteral).toList();
        });
        try {
            rules.resolve((Target.Remote) TargetParser.parse("rtmp://live.example.org/app/key"));
        } catch (RelayFailure e) {
            return e.why();
        }
        throw new AssertionError("taken");
    }

    private static TargetRules rules(String... entries) {
        List<AllowedTarget> allowed = Stream.of(entries).map(AllowedTarget::of).toList();
        return new TargetRules(allowed, Resolver.SYSTEM);
    }
}
