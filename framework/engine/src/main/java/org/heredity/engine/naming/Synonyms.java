package org.heredity.engine.naming;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Another way in which programs call the same layers.
 *
 * @param note what it is, for the user; empty for the usual names
 */
record Synonyms(Optional<String> note, UnaryOperator<String> rename) {
  /** In a Sequential of a residual network's children: conv1, bn1, relu, maxpool, layer1 to 4. */
  static final String SEQUENTIAL_STEM = "0.weight";

  private static final String[] CHILDREN = {
    "conv1", "bn1", null, null, "layer1", "layer2", "layer3", "layer4"
  };
  private static final Pattern SHORTCUT = Pattern.compile("(layer\\d+\\.\\d+\\.)shortcut\\.(.*)");

  /** In dense networks as torchvision published them. */
  private static final Pattern DENSE =
      Pattern.compile("(.*\\.denselayer\\d+\\.(?:norm|conv))\\.([12]\\..*)");

  /** Those that the tensors behind {@code prefix} may have, the usual names first. */
  static List<Synonyms> of(
      Map<String, INDArray> tensors, String prefix, Map<String, String> otherNames) {
    List<Synonyms> all = new ArrayList<>();
    all.add(new Synonyms(Optional.empty(), name -> name));
    UnaryOperator<String> other = name -> other(name, otherNames);
    if (tensors.keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()))
        .anyMatch(name -> !other.apply(name).equals(name))) {
      all.add(new Synonyms(Optional.of("modules are called as timm calls them"), other));
    }
    if (tensors.keySet().stream().anyMatch(name -> !shortcut(name).equals(name))) {
      all.add(new Synonyms(Optional.of("'shortcut.' is 'downsample.'"), Synonyms::shortcut));
    }
    if (tensors.keySet().stream().anyMatch(name -> !dense(name).equals(name))) {
      all.add(new Synonyms(Optional.of("'norm.1' is 'norm1', and so on"), Synonyms::dense));
    }
    if (tensors.containsKey(prefix + SEQUENTIAL_STEM)
        && tensors.containsKey(prefix + "4.0.conv1.weight")) {
      all.add(
          new Synonyms(
              Optional.of("numbered layers are 'conv1', 'bn1', 'layer1' to 'layer4'"),
              Synonyms::child));
    }
    return all;
  }

  private static String other(String name, Map<String, String> names) {
    int dot = Math.max(0, name.lastIndexOf('.'));
    String module = names.get(name.substring(0, dot));
    return module == null ? names.getOrDefault(name, name) : module + name.substring(dot);
  }

  private static String shortcut(String name) {
    Matcher matcher = SHORTCUT.matcher(name);
    return matcher.find()
        ? name.substring(0, matcher.start()) + matcher.group(1) + "downsample." + matcher.group(2)
        : name;
  }

  private static String dense(String name) {
    Matcher matcher = DENSE.matcher(name);
    return matcher.matches() ? matcher.group(1) + matcher.group(2) : name;
  }

  private static String child(String name) {
    int dot = name.indexOf('.');
    if (dot != 1 || !Character.isDigit(name.charAt(0))) {
      return name;
    }
    int number = name.charAt(0) - '0';
    boolean known = number < CHILDREN.length && CHILDREN[number] != null;
    return known ? CHILDREN[number] + name.substring(dot) : name;
  }
}
