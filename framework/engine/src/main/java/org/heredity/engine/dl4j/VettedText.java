package org.heredity.engine.dl4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.heredity.checkpoint.CheckpointException;

/**
 * A configuration in JSON written anew of another program's, with nothing in it but what tells the
 * layout of a network: Deeplearning4j instantiates whatever class its JSON names, so only what is
 * on {@link KnownClasses closed lists} is taken over, number by number. A chain of layers ({@code
 * MultiLayerNetwork}) becomes a graph. How the network was trained is left out. Messages name the
 * place. Stateless.
 */
final class VettedText {
  private static final int MOST_VERTICES = 2000;
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_ARRAY = 1 << 16;

  /** Of any whole number in a layer's settings. */
  private static final long LARGEST = 1 << 24;

  /** Of a layer's results, and of what moves a window. */
  private static final Map<String, Long> LARGEST_OF =
      Map.of(
          "nout",
          1L << 18,
          "kernelSize",
          1024L,
          "stride",
          1024L,
          "padding",
          1024L,
          "dilation",
          1024L,
          "depthMultiplier",
          1024L);

  private static final Set<String> SIZES = Set.of("kernelSize", "stride", "padding", "dilation");

  private static final Pattern NUMBER = Pattern.compile("\\s*[-+.0-9]");

  private static final String CLASS = "@class";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private VettedText() {}

  /**
   * What Deeplearning4j's own reader may be given.
   *
   * @throws CheckpointException naming what cannot be taken over, and where it stands
   */
  static ObjectNode of(JsonNode given) {
    ObjectNode graph = JSON.objectNode();
    if (given.path("vertices").isObject()) {
      graph(given, graph);
    } else if (given.path("confs").isArray()) {
      chain(given, graph);
    } else {
      throw refused("its configuration", "has neither vertices nor layers");
    }
    graph.put("backpropType", "Standard");
    graph.put("dataType", "FLOAT");
    graph.put("validateOutputLayerConfig", false);
    graph.set("defaultConfiguration", configuration(null));
    return graph;
  }

  private static CheckpointException refused(String place, String what) {
    return new CheckpointException(place + " " + what);
  }

  private static void graph(JsonNode given, ObjectNode graph) {
    String input = single(given.path("networkInputs"), "inputs");
    graph.putArray("networkInputs").add(input);
    graph.putArray("networkOutputs").add(single(given.path("networkOutputs"), "outputs"));
    JsonNode vertices = given.path("vertices");
    count(vertices.size());
    ObjectNode own = graph.putObject("vertices");
    ObjectNode inputs = graph.putObject("vertexInputs");
    for (Map.Entry<String, JsonNode> entry : vertices.properties()) {
      String name = name(entry.getKey());
      own.set(name, vertex(name, entry.getValue()));
      ArrayNode from = inputs.putArray(name);
      JsonNode named = given.path("vertexInputs").path(name);
      for (JsonNode one : named) {
        String before = one.asText();
        if (!before.equals(input) && !vertices.has(before)) {
          throw refused("layer '" + name + "'", "takes '" + before + "', which is not there");
        }
        from.add(before);
      }
      if (!named.isArray() || named.isEmpty() || named.size() > MOST_VERTICES) {
        throw refused("layer '" + name + "'", "has " + named.size() + " inputs");
      }
    }
    if (!vertices.has(graph.get("networkOutputs").get(0).asText())) {
      throw refused("its output", graph.get("networkOutputs") + " is not there");
    }
    order(given, graph, own, input);
  }

  /** In which the parameters lie; where it is not said, Deeplearning4j finds it again. */
  private static void order(JsonNode given, ObjectNode graph, ObjectNode vertices, String input) {
    JsonNode names = given.path("topologicalOrderStr");
    JsonNode places = given.path("topologicalOrder");
    if (names.size() != vertices.size() + 1 || places.size() != names.size()) {
      return;
    }
    Set<String> seen = new HashSet<>();
    Set<Integer> at = new HashSet<>();
    ArrayNode ownNames = JSON.arrayNode();
    ArrayNode ownPlaces = JSON.arrayNode();
    for (int i = 0; i < names.size(); i++) {
      String one = names.get(i).asText();
      int place = places.get(i).asInt(-1);
      if ((one.equals(input) || vertices.has(one)) && place >= 0 && place < names.size()) {
        seen.add(one);
        at.add(place);
      }
      ownNames.add(one);
      ownPlaces.add(place);
    }
    if (seen.size() != names.size() || at.size() != names.size()) {
      throw refused("its configuration", "orders vertices that it has not");
    }
    graph.set("topologicalOrderStr", ownNames);
    graph.set("topologicalOrder", ownPlaces);
  }

  private static void chain(JsonNode given, ObjectNode graph) {
    JsonNode layers = given.path("confs");
    count(layers.size());
    ObjectNode own = graph.putObject("vertices");
    ObjectNode inputs = graph.putObject("vertexInputs");
    String before = "images";
    graph.putArray("networkInputs").add(before);
    for (int i = 0; i < layers.size(); i++) {
      JsonNode layer = layers.get(i).path("layer");
      String said = layer.path("layerName").asText("");
      String name = said.isEmpty() || own.has(said) || said.equals("images") ? "layer" + i : said;
      JsonNode preprocessor = given.path("inputPreProcessors").path(Integer.toString(i));
      own.set(name(name), layerVertex(name, layer, preprocessor));
      inputs.putArray(name).add(before);
      before = name;
    }
    graph.putArray("networkOutputs").add(before);
  }

  private static void count(int vertices) {
    if (vertices < 1 || vertices > MOST_VERTICES) {
      throw refused(
          "its configuration",
          "has " + vertices + " vertices; 1 to " + MOST_VERTICES + " are read");
    }
  }

  private static String single(JsonNode names, String what) {
    if (names.size() != 1) {
      throw refused(
          "its configuration", "has " + names.size() + " " + what + "; networks of one are read");
    }
    return name(names.get(0).asText());
  }

  private static String name(String name) {
    boolean plain = name.codePoints().noneMatch(Character::isISOControl);
    if (name.isBlank() || name.length() > LONGEST_NAME || !plain) {
      throw refused(
          "its configuration",
          "names a vertex by no plain name of up to " + LONGEST_NAME + " characters");
    }
    return name;
  }

  private static ObjectNode vertex(String name, JsonNode vertex) {
    String kind = kind(name, vertex, KnownClasses.VERTICES, "vertex");
    if (kind.equals(KnownClasses.LAYER_VERTEX)) {
      return layerVertex(name, vertex.path("layerConf").path("layer"), vertex.path("preProcessor"));
    }
    return plain(name, vertex, kind);
  }

  private static ObjectNode layerVertex(String name, JsonNode layer, JsonNode preprocessor) {
    ObjectNode own = JSON.objectNode();
    own.put(CLASS, KnownClasses.LAYER_VERTEX);
    own.set("layerConf", configuration(layer(name, layer)));
    if (preprocessor.isObject()) {
      String kind = kind(name, preprocessor, KnownClasses.PREPROCESSORS, "preprocessor");
      own.set("preProcessor", plain(name, preprocessor, kind));
    }
    return own;
  }

  private static ObjectNode configuration(ObjectNode layer) {
    ObjectNode own = JSON.objectNode();
    own.set("layer", layer);
    own.put("seed", 1);
    own.put("dataType", "FLOAT");
    own.put("cacheMode", "NONE");
    own.put("optimizationAlgo", "STOCHASTIC_GRADIENT_DESCENT");
    own.put("miniBatch", true);
    own.put("minimize", true);
    own.putArray("variables");
    return own;
  }

  private static ObjectNode layer(String name, JsonNode layer) {
    String kind = kind(name, layer, KnownClasses.LAYERS, "layer");
    ObjectNode own = plain(name, layer, kind);
    own.put("layerName", name);
    JsonNode function = layer.path("activationFn");
    if (function.isObject()) {
      String which = kind(name, function, KnownClasses.ACTIVATIONS, "activation");
      own.set("activationFn", plain(name, function, which));
    }
    JsonNode dropout = layer.path("idropout");
    if (dropout.path(CLASS).asText().equals(KnownClasses.DROPOUT)) {
      own.set("idropout", plain(name, dropout, KnownClasses.DROPOUT));
    }
    if (KnownClasses.TRAINED.contains(kind)) {
      own.putObject("iupdater").put(CLASS, KnownClasses.UPDATER).put("learningRate", 0.01);
      own.putObject("weightInitFn").put(CLASS, KnownClasses.INITIALISATION);
      own.putArray("regularization");
      own.putArray("regularizationBias");
      own.put("gradientNormalization", "None");
    }
    if (KnownClasses.LOSSES.contains(kind)) {
      own.putObject("lossFn").put(CLASS, KnownClasses.LOSS);
    }
    return own;
  }

  private static String kind(String name, JsonNode object, Set<String> known, String what) {
    String kind = KnownClasses.now(object.path(CLASS).asText(""));
    if (kind.isEmpty()) {
      throw refused(
          "layer '" + name + "'",
          "says of no class which "
              + what
              + " it is, as files from before Deeplearning4j 1.0.0-beta4;"
              + " read it and write it again with a newer one");
    }
    if (!known.contains(kind)) {
      String shown = kind.length() > LONGEST_NAME ? kind.substring(0, LONGEST_NAME) : kind;
      throw refused(
          "layer '" + name + "'",
          "is no "
              + what
              + " that is read: "
              + shown.replaceAll("[^A-Za-z0-9_.$]", "?")
              + "; read are "
              + String.join(", ", known.stream().map(VettedText::simple).sorted().toList()));
    }
    return kind;
  }

  private static String simple(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** Numbers, words and truths, and arrays of whole numbers. */
  private static ObjectNode plain(String name, JsonNode given, String kind) {
    ObjectNode own = JSON.objectNode();
    own.put(CLASS, kind);
    for (Map.Entry<String, JsonNode> entry : given.properties()) {
      String key = entry.getKey();
      JsonNode value = entry.getValue();
      boolean kept =
          !key.equals(CLASS)
              && !key.equals("layerName")
              && !key.startsWith("gradientNormalization");
      if (kept && value.isValueNode() && !value.isNull()) {
        own.set(key, checked(name, key, value));
      } else if (kept && value.isArray() && value.size() <= LONGEST_ARRAY) {
        ArrayNode numbers = own.putArray(key);
        for (JsonNode one : value) {
          if (!one.isIntegralNumber()) {
            numbers = null;
            own.remove(key);
            break;
          }
          numbers.add(checked(name, key, one));
        }
        if (numbers != null && SIZES.contains(key) && numbers.size() != 2 && numbers.size() != 4) {
          throw refused("layer '" + name + "'", "has a '" + key + "' of " + value.size());
        }
      }
    }
    return own;
  }

  /** Words that are numbers are refused, since Deeplearning4j takes them for numbers. */
  private static JsonNode checked(String name, String key, JsonNode value) {
    if (value.isNumber()) {
      Long most = LARGEST_OF.get(key.equals("nOut") ? "nout" : key);
      double bound = most == null ? LARGEST : most;
      double least = value.isIntegralNumber() || most != null ? 0 : -LARGEST;
      // Not the other way round: NaN is neither.
      if (!(value.asDouble() >= least && value.asDouble() <= bound)) {
        throw refused(
            "layer '" + name + "'",
            "has '" + key + "' " + value.asText() + "; up to " + (long) bound + " is read");
      }
    } else if (value.isTextual() && NUMBER.matcher(value.asText()).lookingAt()) {
      throw refused("layer '" + name + "'", "has '" + key + "' that is a number in quotes");
    }
    return value;
  }
}
