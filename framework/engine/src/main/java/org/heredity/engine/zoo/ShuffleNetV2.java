package org.heredity.engine.zoo;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Plan;
import org.heredity.layers.ChannelPick;

/**
 * torchvision's {@code shufflenet_v2_x1_0} (Ma et al., ECCV 2018): blocks that work on one half of
 * the channels, and shuffle both.
 */
final class ShuffleNetV2 extends Family {
  private static final int WIDTH = 24;

  /** Channels of stages 2 to 4, and of the last convolution, at the published width. */
  private static final int[] CHANNELS = {116, 232, 464, 1024};

  private static final int[] DEPTHS = {4, 8, 4};

  ShuffleNetV2() {
    super("shufflenet_v2_x1_0", "ShuffleNet of Ma et al. (ECCV 2018)", WIDTH, "fc");
  }

  @Override
  String stem() {
    return "conv1.0";
  }

  @Override
  String last() {
    return "stage4.3.branch2.5.weight";
  }

  @Override
  String beyond() {
    return "stage4.4.branch2.5.weight";
  }

  /** So that each stage has two halves of whole channels. */
  @Override
  public boolean hasWidth(int channels) {
    return channels > 0 && channels % (WIDTH / 2) == 0;
  }

  /** Of others of that name the stem is the same. */
  @Override
  boolean fits(StateDict tensors) {
    long stem = tensors.get(stem() + ".weight").size(0);
    return tensors.get(last()).size(0) * 2 * WIDTH == CHANNELS[2] * stem;
  }

  @Override
  public List<String> stages() {
    List<String> stages = new ArrayList<>();
    for (int stage = 0; stage < DEPTHS.length; stage++) {
      stages.add("stage" + (stage + 2) + "." + (DEPTHS[stage] - 1) + ".shuffle");
    }
    return stages;
  }

  @Override
  ComputationGraphConfiguration graph(Vertices graph, NetworkSpec spec) {
    int in = spec.width();
    String at = graph.conv(stem(), Plan.INPUT, 3, in, 3, 2, false);
    at = graph.relu("conv1.2", graph.norm("conv1.1", at, in));
    at = graph.maxPool("maxpool", at, 3, 2, 1);
    for (int stage = 0; stage < DEPTHS.length; stage++) {
      int out = CHANNELS[stage] * spec.width() / WIDTH;
      for (int block = 0; block < DEPTHS[stage]; block++) {
        String module = "stage" + (stage + 2) + "." + block;
        at = block == 0 ? first(graph, module, at, in, out) : other(graph, module, at, out);
        at = graph.pick(module + ".shuffle", at, ChannelPick.shuffle(out, 2));
      }
      in = out;
    }
    int last = CHANNELS[DEPTHS.length] * spec.width() / WIDTH;
    at = graph.conv("conv5.0", at, in, last, 1, 1, false);
    at = graph.relu("conv5.2", graph.norm("conv5.1", at, last));
    return graph.head(head(), graph.average("mean", at), last, spec.classes());
  }

  /** Halves the side, and works on all channels twice. */
  private static String first(Vertices graph, String module, String input, int in, int out) {
    int half = out / 2;
    String one = module + ".branch1.";
    String at = graph.groups(one + 0, input, in, in, 3, 2, in);
    at = graph.conv(one + 2, graph.norm(one + 1, at, in), in, half, 1, 1, false);
    at = graph.relu(one + 4, graph.norm(one + 3, at, half));
    return graph.concat(module + ".cat", at, second(graph, module, input, in, half, 2));
  }

  private static String other(Vertices graph, String module, String input, int channels) {
    int half = channels / 2;
    String kept = graph.pick(module + ".first", input, ChannelPick.part(0, half));
    String rest = graph.pick(module + ".second", input, ChannelPick.part(half, channels));
    return graph.concat(module + ".cat", kept, second(graph, module, rest, half, half, 1));
  }

  private static String second(
      Vertices graph, String module, String input, int in, int out, int stride) {
    String two = module + ".branch2.";
    String at = graph.conv(two + 0, input, in, out, 1, 1, false);
    at = graph.relu(two + 2, graph.norm(two + 1, at, out));
    at = graph.groups(two + 3, at, out, out, 3, stride, out);
    at = graph.conv(two + 5, graph.norm(two + 4, at, out), out, out, 1, 1, false);
    return graph.relu(two + 7, graph.norm(two + 6, at, out));
  }
}
