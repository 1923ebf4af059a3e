package dev.peerscribe.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(
        classes = DemoWebTest.Application.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"management.server.port=0", "management.endpoint.health.validate-group-membership=false"})
@Timeout(30)
class DemoOffTest {
    private final ObjectProvider<OpenRelay> relay;
    private final int port;

    @Autowired
    DemoOffTest(ObjectProvider<OpenRelay> relay, @LocalServerPort int port) {
        this.relay = relay;
        this.port = port;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/index.html", "/ui/app.js", "/app.js", "/demo/app.js", "/demo/config", "/demo/guests"})
    void nothingOfTheDemoIsThereUnlessConfigured(String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(404);
        }
        assertThat(relay.getIfAvailable()).isNull();
    }
}
