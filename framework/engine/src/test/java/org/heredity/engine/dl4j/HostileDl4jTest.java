package org.heredity.engine.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.heredity.checkpoint.CheckpointException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;

/** Configurations that are almost sound: each is refused in a line that names the place. */
class HostileDl4jTest {
  private static final int SIDE = 8;

  @TempDir Path folder;

  /** Reading one that is loaded would leave a trace. */
  public static final class Trap extends ActivationLayer {
    private static final long serialVersionUID = 1L;
    static volatile boolean sprung;

    /** As Jackson makes it. */
    public Trap() {
      sprung = true;
    }
  }

  private static String sound() {
    ComputationGraphConfiguration graph =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.convolutional(SIDE, SIDE, 3))
            .addLayer(
                "conv",
                new ConvolutionLayer.Builder(3, 3).nOut(4).activation(Activation.RELU).build(),
                "in")
            .addLayer("act", new ActivationLayer(Activation.TANH), "conv")
            .addVertex("both", new MergeVertex(), "conv", "act")
            .addLayer("mean", new GlobalPoolingLayer(PoolingType.AVG), "both")
            .addLayer(
                "out",
                new OutputLayer.Builder().activation(Activation.SOFTMAX).nOut(3).build(),
                "mean")
            .setOutputs("out")
            .build();
    return graph.toJson().replaceAll("\\s+", "");
  }

  private Path zip(String text, byte[] parameters) throws IOException {
    Path file = folder.resolve("hostile.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("configuration.json"));
      zip.write(text.getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry("coefficients.bin"));
      zip.write(parameters);
    }
    return file;
  }

  private String refusal(String text) throws IOException {
    Path file = zip(text, new byte[64]);
    String message =
        assertThrows(CheckpointException.class, () -> Dl4jModel.read(file, SIDE)).getMessage();
    assertTrue(message.startsWith(file + ": ") || message.startsWith(file + " "), message);
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "org.deeplearning4j.nn.conf.layers.ActivationLayer | org.evil.Layer | layer 'act' is no"
            + " layer that is read",
        "org.deeplearning4j.nn.conf.layers.ActivationLayer |"
            + " org.deeplearning4j.nn.conf.layers.Upsampling2D | layer 'act' is no layer that is"
            + " read",
        "org.nd4j.linalg.activations.impl.ActivationTanH | javax.script.ScriptEngineManager | layer"
            + " 'act' is no activation that is read",
        "org.deeplearning4j.nn.conf.graph.MergeVertex |"
            + " org.deeplearning4j.nn.conf.graph.StackVertex | layer 'both' is no vertex that is"
            + " read",
        "\"@class\":\"org.deeplearning4j.nn.conf.layers.ConvolutionLayer\", | '' | says of no"
            + " class",
        "\"nin\":3 | \"nin\":-3 | 'nin' -3",
        "\"nin\":3 | \"nin\":\"3\" | number in quotes",
        "\"nin\":3 | \"nin\":5 | layer 'conv' takes 5 channels",
        "\"nout\":4 | \"nout\":2000000000 | 'nout' 2000000000",
        "\"nout\":4 | \"nout\":99999999999999999999 | 'nout'",
        "\"nout\":4 | \"nout\":0 | 'conv'",
        "\"kernelSize\":[3,3] | \"kernelSize\":[3] | 'kernelSize' of 1",
        "\"kernelSize\":[3,3] | \"kernelSize\":[9,9] | does not fit",
        "\"kernelSize\":[3,3] | \"kernelSize\":[-3,3] | 'kernelSize' -3",
        "\"stride\":[1,1] | \"stride\":[0,1] | layer 'conv'",
        "\"act\":[\"conv\"] | \"act\":[\"both\"] | depends on its own result",
        "\"act\":[\"conv\"] | \"act\":[\"nobody\"] | takes 'nobody', which is not there",
        "\"act\":[\"conv\"] | \"act\":[] | has 0 inputs",
        "\"networkOutputs\":[\"out\"] | \"networkOutputs\":[\"nobody\"] | is not there",
        "\"networkOutputs\":[\"out\"] | \"networkOutputs\":[\"out\",\"act\"] | has 2 outputs",
        "\"networkInputs\":[\"in\"] | \"networkInputs\":[\"in\",\"more\"] | has 2 inputs",
        "ActivationSoftmax | ActivationSigmoid | softmax is read",
        "\"poolingType\":\"AVG\" | \"poolingType\":\"PNORM\" | pools by PNORM",
        "\"cnn2dDataFormat\":\"NCHW\" | \"cnn2dDataFormat\":\"NHWC\" | NCHW",
      })
  void whatIsOutOfBoundsIsNamed(String from, String to, String said) throws IOException {
    String sound = sound();
    assertTrue(sound.contains(from), from);
    String message = refusal(sound.replace(from, to));
    assertTrue(message.contains(said), message);
  }

  @Test
  void noClassIsLoadedThatTheFileNames() throws IOException {
    String name = Trap.class.getName();
    refusal(sound().replace("org.deeplearning4j.nn.conf.layers.ActivationLayer", name));
    // Before the one that counts for other readers, or where nobody looks.
    String twice = "\"@class\":\"" + name + "\",\"@class\":\"";
    refusal(
        sound().replace("\"@class\":\"org.deeplearning4j.nn.conf.layers.Act", twice + "no.Act"));
    String doubled =
        sound()
            .replace(
                "\"@class\":\"org.deeplearning4j.nn.conf.layers.Act",
                twice + "org.deeplearning4j.nn.conf.layers.Act");
    VettedText.of(new ObjectMapper().readTree(doubled));
    String elsewhere =
        sound().replace("\"iupdater\":{", "\"iupdater\":{\"inner\":{\"@class\":\"" + name + "\"},");
    String vetted = VettedText.of(new ObjectMapper().readTree(elsewhere)).toString();
    assertFalse(vetted.contains("Trap"), vetted);
    assertFalse(Trap.sprung);
  }

  @Test
  void parametersAreAsManyAsTheGraphHas() throws IOException {
    assertTrue(refusal(sound()).contains("64 bytes of parameters"));
  }

  @Test
  void imagesOfAnotherSideAreAdvised() throws IOException {
    String large = sound().replace("\"kernelSize\":[3,3]", "\"kernelSize\":[9,9]");
    assertTrue(refusal(large).contains("such as 9 px"), "the smallest that it takes");
  }

  @Test
  void manyVerticesAreRefusedUnread() throws IOException {
    StringBuilder text =
        new StringBuilder("{\"networkInputs\":[\"in\"],\"networkOutputs\":[\"v0\"],");
    text.append("\"vertices\":{");
    for (int i = 0; i < 3000; i++) {
      text.append(i == 0 ? "" : ",").append("\"v").append(i).append("\":{}");
    }
    assertTrue(refusal(text + "}}").contains("3000 vertices"));
  }

  @Test
  void depthIsBounded() throws IOException {
    assertTrue(refusal("[".repeat(100_000)).contains("cannot be read"));
  }
}
