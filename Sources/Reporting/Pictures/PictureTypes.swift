// The pictures of a report under their own names, so that a file that makes a report needs no second import.

import Pictures

/// See `Pictures.Picture`.
public typealias Picture = Pictures.Picture

/// See `Pictures.PictureGrid`.
public typealias PictureGrid = Pictures.PictureGrid

/// See `Pictures.Animation`.
public typealias Animation = Pictures.Animation

/// See `Pictures.Canvas`.
public typealias Canvas = Pictures.Canvas

/// See `Pictures.PixelColor`.
public typealias PixelColor = Pictures.PixelColor

/// See `Pictures.ColorMap`.
public typealias ColorMap = Pictures.ColorMap
