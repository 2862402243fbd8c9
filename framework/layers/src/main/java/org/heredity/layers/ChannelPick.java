package org.heredity.layers;

import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Channels of an image in any order: a part of them, or all shuffled (Zhang et al., CVPR 2018).
 * NCHW. Deeplearning4j's {@code SubsetVertex} infers a wrong number of channels for images.
 */
public final class ChannelPick extends ImageLayer {
  private static final long serialVersionUID = 1L;

  private int[] picks = {};

  /** For deserialisation. */
  public ChannelPick() {}

  /** By channel of the result which channel of the image it is, from 0. */
  public ChannelPick(int... picks) {
    this.picks = picks.clone();
  }

  /** Those from one to before another. */
  public static ChannelPick part(int from, int to) {
    return new ChannelPick(IntStream.range(from, to).toArray());
  }

  /** Of so many channels the first of each group, then the second of each. */
  public static ChannelPick shuffle(int channels, int groups) {
    int each = channels / groups;
    return new ChannelPick(
        IntStream.range(0, channels).map(c -> c % groups * each + c / groups).toArray());
  }

  public int[] getPicks() {
    return picks.clone();
  }

  public void setPicks(int[] picks) {
    this.picks = picks.clone();
  }

  @Override
  InputType.InputTypeConvolutional result(InputType.InputTypeConvolutional images) {
    return (InputType.InputTypeConvolutional)
        InputType.convolutional(images.getHeight(), images.getWidth(), picks.length);
  }

  @Override
  INDArray apply(INDArray images) {
    INDArray picked =
        Nd4j.create(
            images.dataType(), images.size(0), picks.length, images.size(2), images.size(3));
    for (int c = 0; c < picks.length; c++) {
      channel(picked, c).assign(channel(images, picks[c]));
    }
    return picked;
  }

  @Override
  INDArray gradient(INDArray images, INDArray epsilon) {
    INDArray gradient = Nd4j.zeros(images.dataType(), images.shape());
    for (int c = 0; c < picks.length; c++) {
      channel(gradient, picks[c]).addi(channel(epsilon, c));
    }
    return gradient;
  }

  private static INDArray channel(INDArray images, int channel) {
    INDArrayIndex all = NDArrayIndex.all();
    return images.get(all, NDArrayIndex.interval(channel, channel + 1), all, all);
  }
}
