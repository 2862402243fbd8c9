package org.heredity.api.method;

import java.util.List;
import org.heredity.data.ImageSource;
import org.heredity.data.Preprocessing;

/**
 * What a method may see of a target dataset. Immutable; its images can be read by several threads.
 *
 * @param name of the dataset
 * @param classes class names in label order
 * @param train images to learn from
 * @param validation images that choices are made on: held out of the training set, or, under {@link
 *     org.heredity.api.Protocol#PAPER}, the test set
 * @param preprocessing of both
 */
public record TargetData(
    String name,
    List<String> classes,
    ImageSource train,
    ImageSource validation,
    Preprocessing preprocessing) {}
