package org.heredity.engine.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.zoo.ZooModel;
import org.deeplearning4j.zoo.model.AlexNet;
import org.deeplearning4j.zoo.model.Darknet19;
import org.deeplearning4j.zoo.model.ResNet50;
import org.deeplearning4j.zoo.model.SqueezeNet;
import org.deeplearning4j.zoo.model.Xception;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Models of deeplearning4j-zoo through the door: results equal Deeplearning4j's own. */
@Tag("slow")
class ZooDoorTest {
  private static final int CLASSES = 5;

  enum Zoo {
    RESNET50(144, 0.6, shape -> ResNet50.builder().numClasses(CLASSES).inputShape(shape).build()),
    VGG16(
        32,
        1,
        shape ->
            org.deeplearning4j
                .zoo
                .model
                .VGG16
                .builder()
                .numClasses(CLASSES)
                .inputShape(shape)
                .build()),
    VGG19(
        32,
        1,
        shape ->
            org.deeplearning4j
                .zoo
                .model
                .VGG19
                .builder()
                .numClasses(CLASSES)
                .inputShape(shape)
                .build()),
    SQUEEZENET(64, 8, shape -> SqueezeNet.builder().numClasses(CLASSES).inputShape(shape).build()),
    DARKNET19(64, 1, shape -> Darknet19.builder().numClasses(CLASSES).inputShape(shape).build()),
    ALEXNET(96, 1, shape -> AlexNet.builder().numClasses(CLASSES).inputShape(shape).build()),
    XCEPTION(72, 3, shape -> Xception.builder().numClasses(CLASSES).inputShape(shape).build());

    private final int side;
    private final double gain;
    private final Function<int[], ZooModel<?>> model;

    Zoo(int side, double gain, Function<int[], ZooModel<?>> model) {
      this.side = side;
      this.gain = gain;
      this.model = model;
    }

    @SuppressWarnings("unchecked") // Deeplearning4j declares init() with a type of its own.
    Model init() {
      return model.apply(new int[] {3, side, side}).init();
    }
  }

  @ParameterizedTest
  @EnumSource
  void resultsAreDeeplearning4js(Zoo zoo) throws JsonProcessingException {
    Dl4jOracle oracle = new Dl4jOracle(zoo.init(), zoo.side, zoo.gain);
    assertEquals(CLASSES, oracle.spec().classes());
    oracle.requireEqualOutputs();
  }

  /**
   * Of those that have neither batch norm nor, here, dropout: Deeplearning4j's is of train mode.
   */
  @ParameterizedTest
  @EnumSource(names = {"VGG16", "ALEXNET"})
  void gradientsAreDeeplearning4js(Zoo zoo) throws JsonProcessingException {
    new Dl4jOracle(chain(zoo.init()), zoo.side, zoo.gain).requireEqualGradients();
  }

  private static MultiLayerNetwork chain(Model model) {
    MultiLayerConfiguration layers;
    if (model instanceof ComputationGraph graph) {
      layers = new MultiLayerConfiguration();
      List<NeuralNetConfiguration> confs = new ArrayList<>();
      Map<Integer, InputPreProcessor> preprocessors = new HashMap<>();
      graph
          .getConfiguration()
          .getVertices()
          .values()
          .forEach(
              vertex -> {
                LayerVertex layer = (LayerVertex) vertex;
                if (layer.getPreProcessor() instanceof CnnToFeedForwardPreProcessor flatten) {
                  preprocessors.put(confs.size(), flatten);
                }
                confs.add(layer.getLayerConf());
              });
      layers.setConfs(confs);
      layers.setInputPreProcessors(preprocessors);
    } else {
      layers = ((MultiLayerNetwork) model).getLayerWiseConfigurations();
    }
    layers.getConfs().forEach(conf -> conf.getLayer().setIDropout(null));
    MultiLayerNetwork chain = new MultiLayerNetwork(layers.clone());
    chain.init();
    return chain;
  }
}
