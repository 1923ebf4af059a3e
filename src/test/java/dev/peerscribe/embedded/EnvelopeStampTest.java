package dev.peerscribe.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class EnvelopeStampTest {
    private final EnvelopeStamp stamp = new EnvelopeStamp(new JsonMapper());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"signal_type\":\"a\",\"payload\":\"p\",\"sender_id\":\"\",\"timestamp\":1}|{\"signal_type\":\"a\",\"payload\":\"p\",\"sender_id\":\"ME\",\"timestamp\":1}",
                "{\"sender_id\":\"forged\",\"payload\":\"{\\\"sender_id\\\":\\\"\\\"}\",\"signal_type\":\"a\"}|{\"sender_id\":\"ME\",\"payload\":\"{\\\"sender_id\\\":\\\"\\\"}\",\"signal_type\":\"a\"}",
                "{ \"sender_id\" : null , \"signal_type\" : \"a\" , \"payload\" : \"ü€😀\\u0041\" }|{ \"sender_id\" : \"ME\" , \"signal_type\" : \"a\" , \"payload\" : \"ü€😀\\u0041\" }",
                "{\"sender_id\":12.50,\"signal_type\":\"a\",\"payload\":\"\"}|{\"sender_id\":\"ME\",\"signal_type\":\"a\",\"payload\":\"\"}",
                "{\"sender_id\":{\"x\":[1,{}]},\"signal_type\":\"a\",\"payload\":\"\"}|{\"sender_id\":\"ME\",\"signal_type\":\"a\",\"payload\":\"\"}",
                "{\"sender_id\":\"x\",\"signal_type\":\"a\",\"payload\":\"\",\"sender_id\":\"y\"}|{\"sender_id\":\"ME\",\"signal_type\":\"a\",\"payload\":\"\",\"sender_id\":\"ME\"}",
                "{\"signal_type\":\"a\",\"payload\":\"\",\"extra\":{\"sender_id\":\"inner\"}}|{\"sender_id\":\"ME\",\"signal_type\":\"a\",\"payload\":\"\",\"extra\":{\"sender_id\":\"inner\"}}",
            })
    void onlyTheSenderIsChanged(String frame, String expected) {
        assertThat(stamp.stamp(frame, "ME")).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "{",
                "{}",
                "[]",
                "1",
                "{\"signal_type\":\"a\"}",
                "{\"payload\":\"a\"}",
                "{\"signal_type\":null,\"payload\":\"a\"}",
                "{\"signal_type\":\"a\",\"payload\":null}",
                "{\"signal_type\":\"a\",\"payload\":\"p\",\"payload\":1}",
                "{\"signal_type\":\"a\",\"payload\":\"p\"}x",
                "{\"signal_type\":\"a\",\"payload\":\"p\"}{}",
                "{\"signal_type\":\"a\",\"payload\":\"p\",}",
            })
    void whatIsNoEnvelopeIsRefused(String frame) {
        assertThat(stamp.stamp(frame, "ME")).isEmpty();
    }

    @Test
    void aLongPayloadKeepsEveryCharacter() {
        String payload = "{\\\"a\\\":\\\"" + "0123456789é".repeat(6000) + "\\\"}";
        String frame = "{\"signal_type\":\"a\",\"payload\":\"" + payload + "\",\"sender_id\":\"\",\"timestamp\":1}";
        assertThat(stamp.stamp(frame, "ME")).contains(frame.replace("\"sender_id\":\"\"", "\"sender_id\":\"ME\""));
    }
}
