package org.heredity.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.checkpoint.StateDict;

/**
 * A family of networks that share a layout and a naming of parameters. Implementations are
 * stateless and thread-safe.
 */
public interface Architecture {
  /** What it is called in a suite and on the command line, such as {@code resnet18}. */
  String name();

  /** What it is, in a phrase, with the paper. */
  String description();

  /** The width that was published: the channels of the first stage. */
  int publishedWidth();

  /** Whether there are networks of a width; of most families there are of any. */
  default boolean hasWidth(int width) {
    return width > 0;
  }

  /** The smallest image side it takes, in pixels. */
  int smallestImage();

  /** The module that holds the head, such as {@code fc}. */
  String head();

  /** The vertices after which the stages end, first to last. */
  List<String> stages();

  /**
   * The vertices after which the published network has dropout of single values, with probability
   * {@link ChannelDropout#CLASSIFIER}, first to last. Their values are {@code [N, C, 1, 1]}.
   */
  default List<String> dropouts() {
    return List.of();
  }

  /**
   * By the name that another program, such as timm, has for a module or a tensor of the same
   * network, the name here; empty where no other is known.
   */
  default Map<String, String> otherNames() {
    return Map.of();
  }

  /**
   * A file's tensors with those that its program has no need of, because they change nothing.
   *
   * @param tensors of any network, under the names here
   * @return {@code tensors} themselves if nothing is missing, or they are another network's
   */
  default StateDict completed(StateDict tensors) {
    return tensors;
  }

  /**
   * A new configuration of that layout, which is the caller's. Its one input is the images, NCHW,
   * its one output the head's; {@link NetworkSpec#plan} compiles it.
   */
  ComputationGraphConfiguration configuration(NetworkSpec spec);

  /** Width and classes as the tensors tell them, if these are this architecture's tensors. */
  Optional<NetworkSpec> recognise(StateDict tensors, int imageSize);
}
