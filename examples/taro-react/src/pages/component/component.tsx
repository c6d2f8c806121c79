import { Text, View } from "@tarojs/components";
import { useRouter } from "@tarojs/taro";
import { useState } from "react";
import { SERVER_URL } from "../../server-url";

export default function ComponentPage() {
  const { params } = useRouter<{ method?: "put" | "post" }>();
  const [objectKeys, setObjectKeys] = useState<readonly string[]>([]);
  return (
    <View className="page">
      <cos-uploader
        serverUrl={SERVER_URL}
        max={9}
        method={params.method}
        onSuccess={({ detail }) => {
          const { result } = detail.file;
          if (result) setObjectKeys((keys) => [...keys, result.objectKey]);
        }}
      />
      {objectKeys.map((objectKey) => (
        <Text key={objectKey} className="object-key">
          {objectKey}
        </Text>
      ))}
    </View>
  );
}
